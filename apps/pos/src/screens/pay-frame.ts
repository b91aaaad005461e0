import type {StoreSettings} from '@holdfast/catalogue';
import type {ReactNode} from 'react';
import type {OpenSale} from '../sale/open-sale.ts';
import type {Settlement} from '../sale/settlement.ts';

/** What each form of a payment is given. */
export interface PayFrame {
  readonly sale: OpenSale;
  readonly settings: StoreSettings;
  readonly settlement: Settlement;
  readonly saving: boolean;
  /** Something was scanned since the payment began: what was typed may be it. */
  readonly scanned: boolean;
  /** What is said above the buttons of every form. */
  readonly notes: ReactNode;
  readonly onBack: () => void;
  readonly onProblem: (problem: string) => void;
  /** Changes the open sale, and it stays open. */
  readonly onTake: (change: (sale: OpenSale) => OpenSale) => void;
  /** Ends the sale with so much more cash. */
  readonly onPay: (cashMinor: number) => void;
}
