import {Backoff, isFault, type Random, Wakeup} from '@holdfast/std';
import {isHigherHub} from '@holdfast/trust';
import type {Hello} from '@holdfast/wire';
import {formatAddress, type HubLadder, mayBe} from './hub-ladder.ts';
import {HubSession} from './hub-session.ts';
import {TERMINAL_LIMITS} from './limits.ts';
import {meetStranger} from './meet-stranger.ts';
import {isPassing} from './passing-fault.ts';
import type {HubCandidate, HubConnection, HubLink, Pairing} from './ports.ts';
import type {SessionEnd} from './session-end.ts';
import type {SessionPorts} from './session-ports.ts';
import type {StatusBoard} from './status-board.ts';
import {StrangerWatch} from './stranger-watch.ts';

interface ConnectorPorts extends Omit<SessionPorts, 'onOpen' | 'onStoreStatus' | 'onClockOffset'> {
  readonly link: HubLink;
  readonly ladder: HubLadder;
  readonly random: Random;
  readonly board: StatusBoard;
  /** The hub took in a successor: hands over to it. Throws only what the journal throws. */
  readonly onSucceeded: (lastCommonSequence: number) => Promise<void>;
}

/**
 * Keeps one session with the pinned hub, for as long as it takes: walks the ladder, talks, and when
 * the talk ends walks it again, after a jittered wait or at once when discovery nominates the hub.
 * Gives up never: what blocks it is retried slowly, and shown.
 */
export class HubConnector {
  readonly #ports: ConnectorPorts;
  readonly #backoff: Backoff;
  readonly #nominated = new Wakeup();
  readonly #untrusted = new Set<string>();
  readonly #strangers: StrangerWatch;
  #session: HubSession | undefined;
  /**
   * Aborts a call that a better nomination may end: one in a round, or shouting would starve it.
   */
  #calling: AbortController | undefined;
  #lastHeardMs: number;
  /** Aborted when a hub is back before its loss was told. */
  #back = new AbortController();
  #telling: Promise<void> = Promise.resolve();
  #mayBeInterrupted = true;

  constructor(ports: ConnectorPorts) {
    this.#ports = ports;
    this.#strangers = new StrangerWatch(ports);
    this.#backoff = new Backoff(TERMINAL_LIMITS.reconnect, ports.random);
    this.#lastHeardMs = ports.clock.monotonicMs();
  }

  /** Something was journaled. */
  wake(): void {
    this.#session?.wake();
  }

  /** Somebody wants it now: ends a wait for the next try. */
  hurry(): void {
    this.#nominated.notify();
    this.#session?.wake();
  }

  /** The terminal was paired again, perhaps with another hub than the one it talks to. */
  paired(): void {
    this.#session?.leave();
    this.#nominated.notify();
  }

  /**
   * Discovery nominates somebody: not a reason to leave a hub, but to stop waiting for one, and to
   * stop calling an address where nobody answers.
   */
  nominated(hub: HubCandidate): void {
    const pairing = this.#ports.journal.pairing();
    if (!pairing) return;
    this.#strangers.nominated(hub, pairing);
    if (!mayBe(hub, pairing.hubId)) return;
    this.#nominated.notify();
    this.#calling?.abort();
  }

  /** Works until `signal` aborts. Throws only what the journal throws. */
  async run(signal: AbortSignal): Promise<void> {
    const {clock} = this.#ports;
    this.#lastHeardMs = clock.monotonicMs();
    this.#telling = this.#tellLoss(signal);
    const strangers = this.#strangers.run(signal, {
      pairing: () => this.#ports.journal.pairing(),
      follow: async pairing => {
        if (await this.#follow(pairing)) this.paired();
      },
    });
    strangers.catch(() => {}); // awaited below
    await this.#nominated.waitAtMost({clock, durationMs: TERMINAL_LIMITS.discoveryFirstMs}, signal);
    while (!signal.aborted) {
      const roundMs = clock.monotonicMs();
      const end = await this.#walkLadder(signal);
      if (signal.aborted) break;
      if (end.kind === 'succeeded') {
        await this.#ports.onSucceeded(end.lastCommonSequence);
        if (signal.aborted) break;
      }
      const livedMs = clock.monotonicMs() - roundMs;
      if (end.opened && livedMs >= TERMINAL_LIMITS.settledMs) this.#backoff.reset();
      const waitMs =
        end.kind === 'blocked' ? TERMINAL_LIMITS.refusedRetryMs : this.#backoff.nextMs();
      await clock.sleep(Math.min(waitMs, TERMINAL_LIMITS.roundPauseMs), signal);
      const restMs = waitMs - TERMINAL_LIMITS.roundPauseMs;
      if (restMs > 0) await this.#nominated.waitAtMost({clock, durationMs: restMs}, signal);
    }
    await this.#telling;
    await strangers;
  }

  /** One try of each rung, until one gives a session; then that session to its end. */
  async #walkLadder(signal: AbortSignal): Promise<SessionEnd & {readonly opened: boolean}> {
    const {journal, ladder, board} = this.#ports;
    const causes: string[] = [];
    const pairing = journal.pairing();
    const better = this.#mayBeInterrupted ? new AbortController() : undefined;
    this.#mayBeInterrupted = true;
    for (const candidate of pairing ? ladder.candidates(pairing) : []) {
      if (!pairing || signal.aborted) break;
      this.#calling = candidate.via === 'dns-sd' ? undefined : better;
      const either = AbortSignal.any([signal, ...(this.#calling ? [this.#calling.signal] : [])]);
      const reached = await this.#connect(candidate, pairing, either);
      this.#calling = undefined;
      if (reached.kind === 'failed') {
        causes.push(reached.cause);
        if (reached.cause === 'hub/untrusted') {
          if (await this.#meet(candidate, pairing, signal)) return this.#walkLadder(signal);
          this.#tellUntrusted(candidate, reached.detail);
        }
        if (!better?.signal.aborted) continue;
        this.#mayBeInterrupted = false;
        break;
      }
      if (reached.kind === 'blocked') {
        this.#showBlocked(reached);
        return {...reached, opened: false};
      }
      const end = await this.#converse(reached.connection, {candidate, pairing, signal});
      if (end.kind === 'succeeded') return end;
      board.note({searchCauses: [end.kind === 'lost' ? `hub/${end.reason}` : `hub/${end.kind}`]});
      if (end.kind === 'blocked') this.#showBlocked(end);
      if (end.kind === 'untrusted') {
        if (await this.#meet(candidate, pairing, signal)) return this.#walkLadder(signal);
        this.#tellUntrusted(candidate, end.detail);
      }
      if (end.opened || end.kind === 'blocked') return end;
      causes.push(`hub/${end.kind === 'lost' ? end.reason : end.kind}`);
    }
    board.note({searchCauses: [...new Set(causes)]});
    return {kind: 'lost', reason: 'unreachable', opened: false};
  }

  async #connect(
    {address}: HubCandidate,
    {hubId, hubKeyPin: keyPin}: Pairing,
    signal: AbortSignal,
  ): Promise<
    | {readonly kind: 'connected'; readonly connection: HubConnection}
    | {readonly kind: 'failed'; readonly cause: string; readonly detail: string}
    | Extract<SessionEnd, {kind: 'blocked'}>
  > {
    const {link, log} = this.#ports;
    try {
      const connection = await link.connect({address, hubId, keyPin, signal});
      return {kind: 'connected', connection};
    } catch (error) {
      if (!isFault(error)) throw error;
      log.debug('hub.notReached', {address: formatAddress(address), ...error.fields});
      if (error.code === 'wire/version') {
        return {kind: 'blocked', code: 'version', detail: error.message};
      }
      return {kind: 'failed', cause: error.code, detail: error.message};
    }
  }

  /**
   * Whether whoever answers there took over the store, and this terminal follows it from now on.
   */
  async #meet({address}: HubCandidate, pairing: Pairing, signal: AbortSignal): Promise<boolean> {
    const found = await meetStranger(this.#ports, {pairing, address, signal});
    return found !== undefined && !signal.aborted && (await this.#follow(found));
  }

  /** Keeps the pairing with the next hub, unless one that is as high came in between. */
  async #follow(next: Pairing): Promise<boolean> {
    const {journal, log, issues} = this.#ports;
    const pairing = journal.pairing();
    const {hubId, epoch} = next;
    if (!pairing || !isHigherHub(next, pairing)) return false;
    try {
      await journal.keepPairing(next);
    } catch (error) {
      if (!isPassing(error)) throw error;
      log.warn('hub.changeNotKept', {code: error.code});
      return false;
    }
    this.#strangers.left(pairing, next);
    log.warn('hub.changed', {hubId, epoch, address: formatAddress(next.lastAddress)});
    issues.publish({code: 'hub/changed', hubId, epoch});
    return true;
  }

  #tellUntrusted({address}: Pick<HubCandidate, 'address'>, detail: string): void {
    const place = formatAddress(address);
    if (this.#untrusted.has(place)) return;
    if (this.#untrusted.size >= TERMINAL_LIMITS.candidatesMax) this.#untrusted.clear();
    this.#untrusted.add(place); // told once for each address, until the hub is found
    this.#ports.log.warn('hub.untrusted', {address: place});
    this.#ports.issues.publish({code: 'hub/untrusted', address: place, detail});
  }

  async #converse(
    connection: HubConnection,
    on: {candidate: HubCandidate; pairing: Pairing; signal: AbortSignal},
  ): Promise<SessionEnd & {readonly opened: boolean}> {
    const {board, custody, log} = this.#ports;
    let opened = false;
    const session = new HubSession(
      {
        ...this.#ports,
        onOpen: async hello => {
          opened = true;
          await this.#keepAddress(hello, on.candidate);
          this.#showOpen(hello, on.candidate);
        },
        onStoreStatus: store => board.note({store}),
        onClockOffset: clockOffsetMs => board.note({clockOffsetMs}),
      },
      {connection, pairing: on.pairing},
    );
    this.#session = session;
    const end = await session.run(on.signal);
    this.#session = undefined;
    await custody.flush();
    if (opened) {
      this.#lastHeardMs = session.lastHeardMs;
      this.#telling = this.#tellLoss(on.signal);
      const why =
        end.kind === 'succeeded' ? end.kind : end.kind === 'lost' ? end.reason : end.detail;
      log.info('hub.left', {kind: end.kind, why, address: formatAddress(on.candidate.address)});
    }
    return {...end, opened};
  }

  /** The rungs of tomorrow: where it was reached, and the highest epoch it has spoken for. */
  async #keepAddress(hello: Hello, {address}: HubCandidate): Promise<void> {
    const {journal, log} = this.#ports;
    const pairing = journal.pairing();
    if (!pairing) return;
    const moved = formatAddress(pairing.lastAddress) !== formatAddress(address);
    if (!moved && hello.epoch === pairing.epoch) return;
    try {
      await journal.keepPairing({...pairing, lastAddress: address, epoch: hello.epoch});
    } catch (error) {
      if (!isPassing(error)) throw error;
      log.warn('hub.addressNotKept', {code: error.code});
    }
  }

  #showOpen({hubId}: Hello, {name, address, via}: HubCandidate): void {
    const {board, custody, log} = this.#ports;
    this.#back.abort();
    this.#untrusted.clear();
    log.info('hub.joined', {hubId, address: formatAddress(address), via});
    board.note({
      hub: 'near',
      hubRef: {hubId, name, address, via},
      blocked: undefined,
      searchCauses: [],
      store: undefined,
      catchUpTotal: custody.backlog,
      backlog: custody.backlog,
    });
  }

  #showBlocked({code, detail}: Extract<SessionEnd, {kind: 'blocked'}>): void {
    this.#ports.log.error('hub.blocked', {code, detail});
    this.#ports.board.note({blocked: {code, detail}});
  }

  /** Tells of a lost hub once three heartbeats are missed, however the connection ended. */
  async #tellLoss(signal: AbortSignal): Promise<void> {
    const {clock, board} = this.#ports;
    const back = new AbortController();
    this.#back = back;
    const either = AbortSignal.any([signal, back.signal]);
    await clock.sleep(
      this.#lastHeardMs + TERMINAL_LIMITS.hubLostAfterMs - clock.monotonicMs(),
      either,
    );
    if (!either.aborted) board.note({hub: 'lost'});
  }
}
