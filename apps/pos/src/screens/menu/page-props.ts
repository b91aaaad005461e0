import type {TillDay} from '../../day/till-day.ts';
import type {TillState} from '../../till/till-state.ts';
import type {WebTill} from '../../till/web-till.ts';

/** What every page of the till menu is given. */
export interface PageProps {
  readonly till: WebTill;
  readonly state: TillState;
  readonly day: TillDay;
  /** To the list of the menu. */
  readonly onBack: () => void;
  /** Back to selling. */
  readonly onClose: () => void;
}
