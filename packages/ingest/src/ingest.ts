import {FairRoom, Topic, toBase64Url} from '@holdfast/std';
import {CLOSED_MEANS, type JournalClosing} from '@holdfast/trust';
import {
  type Alarm,
  alarmSchema,
  encodeHeldStatement,
  encodeHubBody,
  type GatewayIncarnation,
  type HubId,
  isLaterIncarnation,
  type JournalId,
  LAN_PROTOCOL_VERSION,
  type LanCloseReason,
  type SignedHeldStatement,
  type StoreStatus,
} from '@holdfast/wire';
import {INGEST_LIMITS} from './limits.ts';
import type {ConnectionEvents, TerminalConnection} from './ports.ts';
import {type PrintNews, printingOf, printState} from './print-desk.ts';
import type {IngestCounts, IngestPorts, SessionHost} from './session-host.ts';
import type {SessionView} from './session-view.ts';
import {sharedVersions} from './share-documents.ts';
import {erasedWords} from './tell-erased.ts';
import {TerminalSession} from './terminal-session.ts';
import {TwinWatch} from './twin-watch.ts';

/**
 * The hub's door for terminals. One session a journal: a newer one supersedes the older. Acks only
 * what the ledger has synced; tells each till what head office holds and how the store stands.
 */
export class Ingest implements SessionHost<TerminalSession> {
  readonly ports: IngestPorts;
  readonly #sessions = new Set<TerminalSession>();
  readonly #byJournal = new Map<JournalId, TerminalSession>();
  readonly #forksAlarmed = new Set<string>();
  readonly counts: Record<keyof IngestCounts, number> = {
    recorded: 0,
    quarantined: 0,
    refused: 0,
    outOfOrder: 0,
    held: 0,
    forked: 0,
    busy: 0,
    malformedFrames: 0,
    unknownMessages: 0,
  };
  readonly #strangers = new FairRoom<TerminalSession>({
    placesMax: INGEST_LIMITS.strangersMax,
    perAddressMax: INGEST_LIMITS.strangersPerAddressMax,
  });
  readonly #twins: TwinWatch;
  /** Published when a session of this journal has opened and was welcomed. */
  readonly sessionOpened = new Topic<JournalId>();
  #status: StoreStatus;
  #gateway: GatewayIncarnation | undefined;
  #stopping = false;
  #replaced = false;

  constructor(ports: IngestPorts) {
    this.ports = ports;
    this.#gateway = ports.ledger.latestStatement()?.gatewayIncarnation;
    this.#status = {
      v: LAN_PROTOCOL_VERSION,
      type: 'storeStatus',
      state: 'offline',
      sinceMs: ports.clock.wallMs(),
      causes: ['starting'],
      uplinks: [],
      backlog: {entries: 0, oldestMs: 0},
    };
    ports.roster.shutting.subscribe(closing => this.#shut(closing));
    this.#twins = new TwinWatch(ports.clock);
  }

  /** Whatever speaks for a journal that is being closed stops at once. */
  #shut({journalId, reason}: JournalClosing): void {
    const session = this.#byJournal.get(journalId);
    if (reason !== 'endLost') session?.close('revoked', CLOSED_MEANS[reason]);
    else if (session?.records) session.close('tooBusy', 'the roster changed: ring again');
  }

  /**
   * Takes a new socket. At a cap it is closed with `tooBusy`, which tells the terminal to ring
   * again.
   */
  connect(connection: TerminalConnection): ConnectionEvents {
    if (this.#stopping) return turnAway(connection, 'stopping');
    if (this.#replaced) return turnAway(connection, 'replaced');
    if (this.#byJournal.size >= INGEST_LIMITS.sessionsMax) return turnAway(connection, 'tooBusy');
    const session = new TerminalSession(this, connection);
    const out = this.#strangers.enter(session, session.address);
    if (out === session) return turnAway(connection, 'tooBusy');
    out?.close('tooBusy', 'others wait to prove who they are');
    this.#sessions.add(session);
    session.greet();
    return {
      frame: text => session.frame(text),
      closed: () => this.#forget(session),
    };
  }

  #forget(session: TerminalSession): void {
    session.ended();
    this.#sessions.delete(session);
    this.#strangers.leave(session);
    for (const [journalId, open] of this.#byJournal) {
      if (open !== session) continue; // a newer session of the journal stays
      this.#byJournal.delete(journalId);
      this.ports.onSeen?.(journalId, undefined);
      this.ports.log.info('session.closed', {journal: journalId});
    }
  }

  /** A session proved its journal: it takes over from an older one of the same journal. */
  opened(session: TerminalSession, journalId: JournalId): void {
    this.#strangers.leave(session);
    const older = this.#byJournal.get(journalId);
    if (older) this.#supersede(older, {session, journalId});
    this.#byJournal.set(journalId, session);
    this.ports.log.info('session.opened', {journal: journalId, address: session.address});
  }

  welcomed(journalId: JournalId): void {
    this.sessionOpened.publish(journalId);
    const session = this.#byJournal.get(journalId);
    if (session) void this.#tellErased(session);
  }

  #supersede(
    older: TerminalSession,
    by: {readonly session: TerminalSession; readonly journalId: JournalId},
  ): void {
    const {session, journalId} = by;
    const lives = older.silentMs <= 2 * INGEST_LIMITS.heartbeatMs;
    older.close('superseded', 'a newer session of this journal opened');
    const takeOver = {journalId, from: older.run, by: session.run};
    if (!lives || !this.#twins.superseded(takeOver) || !this.isNewFork(`${journalId}/two holders`))
      return;
    const detail = `two machines speak for this journal by turns, from ${older.address} and ${session.address}`;
    this.alarm({code: 'journal/two-holders', journalId, detail: detail.slice(0, 400)});
  }

  get status(): StoreStatus {
    return this.#status;
  }

  /** Tells every till how the store stands. */
  publishStatus(status: StoreStatus): void {
    this.#status = status;
    for (const session of this.#byJournal.values()) session.send(status);
  }

  /** Tells every till which documents are the newest: those that have others ask for them. */
  publishShared(): void {
    const message = sharedVersions(this.ports);
    for (const session of this.#byJournal.values()) session.send(message);
  }

  /** Tells a till what became of something it asked to print. */
  publishPrint(workstationId: string, news: PrintNews): void {
    for (const session of this.#byJournal.values()) {
      if (session.journal?.workstationId === workstationId) session.send(printState(news));
    }
  }

  /** Tells every till how the printers are. */
  publishPrinters(): void {
    const {printing} = this.ports;
    for (const session of this.#byJournal.values()) {
      const [printers] = printing ? printingOf(printing, session.journal?.workstationId ?? '') : [];
      if (printers) session.send(printers);
    }
  }

  /** Tells every till what it must erase: each hears only of its own journals. */
  publishErased(): void {
    for (const session of this.#byJournal.values()) void this.#tellErased(session);
  }

  async #tellErased(session: TerminalSession): Promise<void> {
    const {journal} = session;
    if (!journal) return;
    try {
      for await (const said of erasedWords(this, journal)) session.send(said);
    } catch (error) {
      const {journalId} = journal;
      this.ports.log.error('erasure.not-told', {journal: journalId, error: String(error)});
    }
  }

  /**
   * Tells the till whose journal it is, or was until it was closed, that head office has signed for
   * more.
   */
  publishHeld(statement: SignedHeldStatement): void {
    const {roster} = this.ports;
    this.#meetGateway(statement);
    const message = {
      v: LAN_PROTOCOL_VERSION,
      type: 'held',
      statement: toBase64Url(encodeHeldStatement(statement)),
    } as const;
    for (const session of this.#byJournal.values()) {
      const {journal} = session;
      const {journalId} = statement;
      const itsOwn = journal?.journalId === journalId;
      const before = journal?.succeeds ? roster.predecessorsOf(journal) : [];
      if (itsOwn || before.some(closed => closed.journalId === journalId)) session.send(message);
    }
  }

  /** Gives each till the roster as it stands now, to keep for the next hub. */
  async publishRoster(): Promise<void> {
    for (const session of [...this.#byJournal.values()]) await session.giveRoster();
  }

  /** Another hub took over: every session ends, and none begins any more. */
  replaced(): void {
    this.#replaced = true;
    for (const session of [...this.#sessions]) {
      session.close('replaced', 'another hub took over this store');
    }
  }

  /** Tells the till of an open journal how far a standby has it. */
  publishMirrored(mirrored: {
    readonly journalId: JournalId;
    readonly sequenceNumber: number;
    readonly standbyId: HubId;
  }): void {
    const {journalId, sequenceNumber, standbyId} = mirrored;
    const message = {v: LAN_PROTOCOL_VERSION, type: 'mirroredJournal'} as const;
    this.#byJournal.get(journalId)?.send({...message, standbyId, sequenceNumber});
  }

  /**
   * Head office was put back: once its statements about every journal are here, each till is looked
   * at for what it alone has now.
   */
  #meetGateway({gatewayIncarnation}: SignedHeldStatement): void {
    const known = this.#gateway;
    if (known && !isLaterIncarnation(gatewayIncarnation, known)) return;
    this.#gateway = gatewayIncarnation;
    if (!known) return;
    void this.ports.clock.sleep(INGEST_LIMITS.gapLookMs).then(() => {
      for (const session of this.#byJournal.values()) session.lookForGap();
    });
  }

  sessions(): readonly SessionView[] {
    return [...this.#byJournal.values()].map(session => session.view());
  }

  /** Raises an alarm in the hub's journal. Never rejects: an alarm must not stop a lane. */
  alarm(alarm: Omit<Alarm, 'v' | 'raisedAtMs'>): void {
    const {hubJournal, clock, log} = this.ports;
    log.warn('alarm.raised', {code: alarm.code, detail: alarm.detail});
    const body = encodeHubBody(alarmSchema, {v: 1, raisedAtMs: clock.wallMs(), ...alarm});
    hubJournal.append('alarm', body).catch((error: unknown) => {
      log.error('alarm.unrecorded', {code: alarm.code, error: String(error)});
    });
  }

  /** True the first time it is asked about a fork: the same evidence is kept once. */
  isNewFork(fork: string): boolean {
    if (this.#forksAlarmed.has(fork) || this.#forksAlarmed.size > 10_000) return false;
    this.#forksAlarmed.add(fork);
    return true;
  }

  /** Takes nothing new, lets every answer that is owed go out, then closes the sessions. */
  async stop(): Promise<void> {
    this.#stopping = true;
    for (const session of [...this.#sessions]) await session.drain();
    for (const session of [...this.#sessions]) session.close('stopping', 'the hub is stopping');
  }
}

function turnAway(connection: TerminalConnection, reason: LanCloseReason): ConnectionEvents {
  connection.close(reason);
  return {frame: () => {}, closed: () => {}};
}
