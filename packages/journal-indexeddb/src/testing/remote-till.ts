import type {Custody, HubAddress, PairingWish, TerminalStatus} from '@holdfast/terminal-sdk';
import type {PairingLink} from '@holdfast/wire';
import type {Page} from 'playwright-core';
import type {CrashMoment} from './crash-moments.ts';

interface Sale {
  readonly submissionId: string;
  readonly amountMinor?: number;
  /** The world stops here. */
  readonly stopsAt?: CrashMoment;
}

/** What the cashier's program hears of a sale. */
export interface Sold {
  readonly receiptNumber: string;
  readonly sequenceNumber: number;
  readonly repeated: boolean;
}

/** What a test may ask of a till in a page. */
export interface TillCalls {
  /** Opens the journal of this name and begins to sell. */
  start(name: string): Promise<void>;
  stop(): Promise<void>;
  pair(asked: {readonly link: PairingLink; readonly wish: PairingWish}): Promise<void>;
  /** Pairs by digits; answers what the till has pinned. */
  pairByCode(asked: {
    readonly code: string;
    readonly address: HubAddress;
    readonly wish: PairingWish;
  }): Promise<{readonly hubId: string; readonly keyPin: string}>;
  status(): Promise<TerminalStatus>;
  /** How far a sale has come by now. */
  custodyOf(sequenceNumber: number): Promise<Custody | undefined>;
  sell(sale: Sale): Promise<Sold>;
}

/** A till in a page that runs `till-page.ts`, driven from here. */
export function remoteTill(page: Page): TillCalls {
  const call = <T>(method: keyof TillCalls, argument?: unknown) =>
    page.evaluate<T, readonly [string, unknown]>(
      ([name, given]) => Reflect.get(Reflect.get(globalThis, 'till'), name)(given),
      [method, argument],
    );
  return {
    start: name => call('start', name),
    stop: () => call('stop'),
    pair: asked => call('pair', asked),
    pairByCode: asked => call('pairByCode', asked),
    status: () => call('status'),
    custodyOf: sequenceNumber => call('custodyOf', sequenceNumber),
    sell: sale => call('sell', sale),
  };
}
