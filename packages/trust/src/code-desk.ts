import {
  type Bytes,
  type Clock,
  type Digest,
  equalBytes,
  fromBase64Url,
  type PublicKey,
  type Random,
  type SignatureVerifier,
} from '@holdfast/std';
import {
  type ChannelBinding,
  type ConfirmCode,
  codeChannelIdentifier,
  drawPairingCode,
  HUB_WORKSTATION,
  type HubId,
  journalIdOf,
  type PairByCode,
  type PairingClosedReason,
  type PairingNoted,
  pairingProofMessage,
} from '@holdfast/wire';
import {type CodeConfirmations, CodeHalf} from './code-proof.ts';
import {
  type CodeDecision,
  type CodeProved,
  type CodeRefusal,
  type CodeRefused,
  type CodeTalk,
  type CodeWait,
  refusedCode,
} from './code-talk.ts';
import {
  CODE_LIMITS,
  type CodeTill,
  type CodeWindow,
  type CodeWindowEvent,
  mayTalk,
  openCodeWindow,
  stepCodeWindow,
} from './code-window.ts';
import {DayLimit} from './day-limit.ts';
import {drawWindowId, type NotePairing, windowDiary} from './pairing-diary.ts';
import {parsePublicKeyText} from './public-key-text.ts';

/** How soon a till whom nobody has time for may ask again. */
const BUSY_MS = 1_000;
/** Refusals that cost no try are noted this often a window: the journal is not for flooding. */
const REFUSALS_NOTED_MAX = 5;

export interface CodeDeskTools {
  readonly clock: Clock;
  readonly random: Random;
  readonly digest: Digest;
  readonly verifier: SignatureVerifier;
  readonly hubId: HubId;
  readonly note: NotePairing;
  /** When guesses failed within the last day, as the journal of the hub has it. Wall clock. */
  readonly failedAtMs?: readonly number[];
}

/**
 * A window as the manager's screen sees it. The code is not in it: only whoever opened it has it.
 */
export interface CodeWindowView {
  readonly windowId: string;
  readonly state: CodeWindow['state'];
  /** Why it closed; empty while it has not. */
  readonly reason: PairingClosedReason | 'done' | '';
  readonly till: CodeTill | undefined;
  readonly triesLeft: number;
}

export type CodeOpening =
  | {
      readonly kind: 'opened';
      readonly windowId: string;
      readonly code: string;
      readonly windowMs: number;
    }
  /** Too many wrong guesses today. A link can still be given: nobody guesses its token. */
  | {readonly kind: 'locked'; readonly untilMs: number};

interface OpenWindow {
  readonly windowId: string;
  readonly code: string;
  readonly write: (event: PairingNoted['event']) => Promise<void>;
  readonly decided: PromiseWithResolvers<CodeDecision>;
  readonly over: AbortController;
  window: CodeWindow;
  refusalsNoted: number;
}

/**
 * Lets tills in by eight digits: one window at a time, one till a window, one conversation at a
 * time, and one guess a conversation. Every step is durable in the hub's journal before anybody is
 * told of it, and so the day's limit outlives the hub's process; the code does not.
 */
export class CodeDesk {
  readonly #tools: CodeDeskTools;
  #current: OpenWindow | undefined;
  #talk: CodeTalk | undefined;
  readonly #day: DayLimit;

  constructor(tools: CodeDeskTools) {
    this.#tools = tools;
    this.#day = new DayLimit(tools.clock, tools.failedAtMs ?? []);
  }

  /** Opens a window with a fresh code. One that is still open closes: two codes are two chances. */
  async open(): Promise<CodeOpening> {
    const {clock, random} = this.#tools;
    const locked = this.#day.lockedUntilMs();
    if (locked !== undefined) return {kind: 'locked', untilMs: locked};
    if (this.#current) await this.#step(this.#current, {type: 'superseded', atMs: this.#now()});
    const windowId = drawWindowId(random);
    const opened: OpenWindow = {
      windowId,
      code: drawPairingCode(random),
      write: windowDiary(this.#tools, {windowId, by: 'code'}),
      decided: Promise.withResolvers<CodeDecision>(),
      over: new AbortController(),
      window: openCodeWindow(this.#now()),
      refusalsNoted: 0,
    };
    const {windowMs} = CODE_LIMITS;
    await opened.write({kind: 'opened', untilMs: clock.wallMs() + windowMs});
    this.#current?.over.abort();
    this.#current = opened;
    void clock.sleep(windowMs, opened.over.signal).then(() => this.#tick(opened));
    return {kind: 'opened', windowId, code: opened.code, windowMs};
  }

  /** The newest window, also once it has closed. */
  view(): CodeWindowView | undefined {
    const current = this.#current;
    if (!current) return undefined;
    const {windowId, window} = current;
    if (window.state === 'closed') {
      return {windowId, state: 'closed', reason: window.reason, till: undefined, triesLeft: 0};
    }
    const till = window.state === 'open' ? undefined : window.till;
    return {windowId, state: window.state, reason: '', till, triesLeft: window.triesLeft};
  }

  /** The manager's word about the till that was shown. `false` where it is not there any more. */
  async decide(decision: {
    readonly windowId: string;
    readonly journalId: string;
    readonly approve: boolean;
  }): Promise<boolean> {
    const current = this.#current;
    const {windowId, journalId, approve} = decision;
    if (!current || current.windowId !== windowId) return false;
    if (current.window.state !== 'claimed') return false;
    const {till} = current.window;
    if (till.journalId !== journalId) return false;
    const type = approve ? 'approved' : 'declined';
    const after = stepCodeWindow(current.window, {type, atMs: this.#now()});
    if (after.state !== 'approved') {
      await this.#become(current, after);
      return !approve && after.state === 'closed';
    }
    current.window = after;
    await current.write({kind: 'approved', journalId: till.journalId});
    current.decided.resolve({kind: 'approved'});
    return true;
  }

  /** A till begins: the hub's half for it, or why not. Costs no try, and tells nothing. */
  async begin(ask: {
    readonly claim: PairByCode;
    readonly nonce: Uint8Array;
    readonly channel: ChannelBinding;
    /** What goes beside the hub's share: the pin of the key behind this connection. */
    readonly keyPin: Bytes;
    readonly address: string;
  }): Promise<{readonly kind: 'share'; readonly talk: CodeTalk} | CodeRefused | CodeWait> {
    const {random, digest, hubId} = this.#tools;
    const {claim, nonce: session, channel, keyPin, address} = ask;
    const publicKey = parsePublicKeyText(claim.publicKey);
    const theirs = fromBase64Url(claim.share);
    if (!publicKey.ok || !theirs) return refusedCode('badProof');
    const current = this.#current;
    if (!current || current.window.state === 'closed') return refusedCode('noWindow');
    const journalId = journalIdOf(digest, publicKey.value);
    const {workstationId, name} = claim;
    const till = {workstationId, journalId, name, address};
    if (workstationId === HUB_WORKSTATION)
      return this.#turnAway(current, till, 'reservedWorkstation');
    if (!mayTalk(current.window, till)) return this.#turnAway(current, till, 'windowTaken');
    const pauseMs = current.window.notBeforeMs - this.#now();
    if (pauseMs > 0) return {kind: 'wait', forMs: Math.ceil(pauseMs)};
    if (this.#talk) return {kind: 'wait', forMs: BUSY_MS};
    const about = {publicKey: publicKey.value, workstationId, name, hubId, channel};
    const half = new CodeHalf(random, {
      code: current.code,
      channel: codeChannelIdentifier(digest, about),
      session,
    });
    const talk: CodeTalk = {
      share: half.share,
      confirm: confirmed =>
        this.#judge(talk, {
          current,
          till,
          publicKey: publicKey.value,
          confirmed,
          session,
          right: half.asResponder({share: theirs, associated: keyPin}),
        }),
      end: () => {
        if (this.#talk !== talk) return;
        this.#talk = undefined;
        // Nobody waits for this answer; what cannot be written costs nobody a try either.
        this.#turnAway(current, till, 'brokenOff').catch(() => undefined);
      },
    };
    this.#talk = talk;
    return {kind: 'share', talk};
  }

  async #judge(
    talk: CodeTalk,
    said: {
      readonly current: OpenWindow;
      readonly till: CodeTill;
      readonly publicKey: PublicKey;
      readonly confirmed: ConfirmCode;
      readonly session: Uint8Array;
      readonly right: CodeConfirmations | undefined;
    },
  ): Promise<CodeProved | CodeRefused> {
    if (this.#talk !== talk) return refusedCode('noWindow');
    this.#talk = undefined; // one guess a conversation
    const {current, till, confirmed, right} = said;
    if (current.window.state === 'closed') return refusedCode('noWindow');
    const guess = fromBase64Url(confirmed.confirmation);
    if (!right || !guess || !equalBytes(guess, right.initiator)) return this.#fail(current, till);
    if (!(await this.#holdsKey(said))) return this.#turnAway(current, till, 'badProof');
    if (!mayTalk(current.window, till)) return this.#turnAway(current, till, 'windowTaken');
    const first = current.window.state === 'open';
    const after = stepCodeWindow(current.window, {type: 'proved', atMs: this.#now(), till});
    if (after.state === 'closed') {
      await this.#become(current, after);
      return refusedCode('noWindow');
    }
    current.window = after;
    if (first) await current.write({kind: 'nameShown', ...till});
    return {
      kind: 'proved',
      confirmation: right.responder,
      windowMs: Math.max(0, Math.floor(after.closesAtMs - this.#now())),
      decision: current.decided.promise,
      admitted: () => this.#admitted(current, till),
    };
  }

  async #holdsKey(said: {
    readonly till: CodeTill;
    readonly publicKey: PublicKey;
    readonly confirmed: ConfirmCode;
    readonly session: Uint8Array;
  }): Promise<boolean> {
    const {digest, verifier, hubId} = this.#tools;
    const {publicKey, session: nonce, till} = said;
    const signature = fromBase64Url(said.confirmed.proof);
    const {workstationId} = till;
    const message = pairingProofMessage(digest, {nonce, hubId, workstationId});
    return signature !== undefined && verifier.verify({publicKey, message, signature});
  }

  /** The try is spent before it is written down, and written down before anybody is told. */
  async #fail(current: OpenWindow, till: CodeTill): Promise<CodeRefused> {
    const event = {
      type: 'guessFailed',
      atMs: this.#now(),
      dayTriesLeft: this.#day.spend(),
    } as const;
    const after = stepCodeWindow(current.window, event);
    const triesLeft = after.state === 'closed' ? 0 : after.triesLeft;
    const {workstationId, name, address} = till;
    const noted = current.write({kind: 'guessFailed', workstationId, name, address, triesLeft});
    await Promise.all([noted, this.#become(current, after)]);
    return refusedCode('wrongCode', `tries left: ${triesLeft}`);
  }

  /** Noted, but not without end: none of these costs whoever asks anything. */
  async #turnAway(current: OpenWindow, till: CodeTill, reason: CodeRefusal): Promise<CodeRefused> {
    current.refusalsNoted += 1;
    const {workstationId, name, address} = till;
    if (current.refusalsNoted <= REFUSALS_NOTED_MAX) {
      await current.write({kind: 'refused', workstationId, name, address, reason});
    }
    return refusedCode(reason);
  }

  async #admitted(current: OpenWindow, {workstationId, journalId}: CodeTill): Promise<void> {
    if (current.window.state !== 'approved') return;
    current.window = stepCodeWindow(current.window, {type: 'admitted', atMs: this.#now()});
    await current.write({kind: 'paired', workstationId, journalId});
  }

  #step(current: OpenWindow, event: CodeWindowEvent): Promise<void> {
    return this.#become(current, stepCodeWindow(current.window, event));
  }

  async #become(current: OpenWindow, after: CodeWindow): Promise<void> {
    const was = current.window.state;
    current.window = after;
    if (after.state !== 'closed' || was === 'closed') return;
    current.over.abort();
    current.decided.resolve({kind: 'closed', reason: after.reason});
    if (after.reason !== 'done') await current.write({kind: 'closed', reason: after.reason});
  }

  #tick(current: OpenWindow): void {
    if (current.over.signal.aborted) return;
    // What cannot be written down now is told at the next start: the window has no end there.
    this.#step(current, {type: 'tick', atMs: this.#now()}).catch(() => undefined);
  }

  /** The windows of this process are over; nothing is kept waiting for them. */
  close(): void {
    this.#current?.over.abort();
  }

  #now(): number {
    return this.#tools.clock.monotonicMs();
  }
}
