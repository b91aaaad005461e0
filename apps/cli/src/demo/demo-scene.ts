import type {HubStatus} from '@holdfast/hub/client';
import type {TillView} from '../store/till-view.ts';

/** Everything the demo shows at one moment. */
export interface DemoScene {
  readonly elapsedMs: number;
  readonly hub: HubStatus | undefined;
  readonly tills: readonly {readonly name: string; readonly view: TillView | undefined}[];
  readonly lines: readonly {readonly name: string; readonly cut: boolean}[];
  readonly sold: number;
  readonly total: number;
  readonly askedAgain: number;
  readonly news: readonly string[];
  /** The page of a till in a browser, and the digits that let it in where they are known. */
  readonly seat: {readonly page: string; readonly code: string};
  readonly keys: boolean;
}
