import type {Bytes} from '@holdfast/std';
import type {ConfirmCode} from '@holdfast/wire';

/** One till's conversation with the desk: the hub's half, and one guess. */
export interface CodeTalk {
  /** The hub's share for this till. */
  readonly share: Bytes;
  /** The till's guess. There is no second one. */
  confirm(confirmed: ConfirmCode): Promise<CodeProved | CodeRefused>;
  /** The line is gone: the next till may talk. */
  end(): void;
}

/** The till knew the code. Now it is the manager's turn. */
export interface CodeProved {
  readonly kind: 'proved';
  /** By which the hub proves that it knew it too. */
  readonly confirmation: Bytes;
  /** How long the window stays open. */
  readonly windowMs: number;
  readonly decision: Promise<CodeDecision>;
  /** The till is in the roster, durably. */
  admitted(): Promise<void>;
}

/** How a window that a till has claimed went on: the manager's word, or the window's end. */
export type CodeDecision =
  | {readonly kind: 'approved'}
  | {readonly kind: 'closed'; readonly reason: string};

export type CodeRefusal =
  | 'noWindow'
  | 'windowTaken'
  | 'wrongCode'
  | 'badProof'
  /** It began, and left without a guess. Only the journal hears of this one. */
  | 'brokenOff'
  | 'reservedWorkstation';

export interface CodeRefused {
  readonly kind: 'refused';
  readonly reason: CodeRefusal;
  readonly detail: string;
}

/** Nobody has time for this till now, or the hub pauses after a wrong guess. Costs no try. */
export interface CodeWait {
  readonly kind: 'wait';
  readonly forMs: number;
}

export function refusedCode(reason: CodeRefusal, detail = ''): CodeRefused {
  return {kind: 'refused', reason, detail};
}
