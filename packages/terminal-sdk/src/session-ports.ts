import type {Clock, Digest, Log, SignatureVerifier, Topic} from '@holdfast/std';
import type {Hello, StoreStatus} from '@holdfast/wire';
import type {CustodyBook} from './custody-book.ts';
import type {TerminalIssue} from './issue.ts';
import type {Journal} from './ports.ts';
import type {PrintTalk} from './print-talk.ts';
import type {ReceiptQuestions} from './receipt-questions.ts';
import type {SharedReader} from './shared-reader.ts';
import type {StatementKeeper} from './statement-keeper.ts';
import type {SuspendedTalk} from './suspended-talk.ts';

export interface AppName {
  readonly name: string;
  readonly version: string;
}

/** What a session needs, and whom it tells. */
export interface SessionPorts {
  readonly app: AppName;
  readonly journal: Journal;
  readonly custody: CustodyBook;
  readonly statements: StatementKeeper;
  /** Where the application shares documents with the store. */
  readonly shared: SharedReader | undefined;
  readonly suspended: SuspendedTalk;
  readonly print: PrintTalk;
  readonly receipts: ReceiptQuestions;
  readonly digest: Digest;
  readonly verifier: SignatureVerifier;
  readonly clock: Clock;
  readonly log: Log;
  readonly issues: Topic<TerminalIssue>;
  /** The hub proved the session: it has compared heads with us, and we may send. */
  readonly onOpen: (hello: Hello) => Promise<void>;
  readonly onStoreStatus: (status: StoreStatus) => void;
  readonly onClockOffset: (offsetMs: number | undefined) => void;
}
