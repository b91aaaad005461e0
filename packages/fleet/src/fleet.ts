import {type Bytes, Fault, fromBase64Url, type Service, Turns, toBase64Url} from '@holdfast/std';
import {
  type ExportAnswer,
  type ExportManifest,
  type ForwardEntriesAnswer,
  type HubId,
  type JournalId,
  type LedgerId,
  type LedgerStatus,
  type LedgerStatusAnswer,
  requestSigningMessage,
  SEGMENT_VERSIONS,
  WAN_PROTOCOL_VERSION,
} from '@holdfast/wire';
import {comeAfter} from './come-after.ts';
import {Committer} from './committer.ts';
import {Eraser} from './eraser.ts';
import type {HubRecord} from './hub-record.ts';
import {newLedger} from './ledger-record.ts';
import {FLEET_LIMITS} from './limits.ts';
import {headAt} from './place-segment.ts';
import type {FleetPorts} from './ports.ts';
import {SegmentShelf} from './segment-shelf.ts';
import {Statements} from './statements.ts';
import {type KnownChange, StoreRosters} from './store-rosters.ts';
import {verifySegment} from './verify-segment.ts';
import {withholdCards} from './withhold-cards.ts';

/**
 * Head office: takes the segments of every store's hubs, keeps each ledger contiguous and each
 * transaction once, and signs for what is durable. Stateless above its store: whatever it knows, it
 * can read again.
 */
export class Fleet {
  readonly shelf: SegmentShelf;
  /** Runs while segments are accepted; ends with the store's fault, if it meets one. */
  readonly service: Service;
  readonly #ports: FleetPorts;
  readonly #committer: Committer;
  readonly #statements: Statements;
  readonly rosters: StoreRosters;
  /** Takes what is erased out of what is stored. */
  readonly eraser: Eraser;

  constructor(given: FleetPorts) {
    const turns = new Turns(given.clock, FLEET_LIMITS.entriesPerTurnMax);
    const ports = {...given, turns};
    this.#ports = ports;
    this.shelf = new SegmentShelf(ports, ports.store);
    this.#committer = new Committer(ports, this.shelf);
    this.#statements = new Statements(ports);
    this.rosters = new StoreRosters({...ports, shelf: this.shelf});
    this.eraser = new Eraser(ports, this.shelf);
    this.#committer.erased.subscribe(() => this.eraser.wake());
    this.service = committing(this.#committer, this.eraser);
  }

  /** Told after each commit that made transactions or decisions visible; answers the way out. */
  onGrown(listener: (lastCursor: number) => void): () => void {
    return this.#committer.grown.subscribe(listener);
  }

  get commits(): number {
    return this.#committer.committed;
  }

  /** In the commit that is under way. */
  get segmentsCommitting(): number {
    return this.#committer.committing;
  }

  /** Waiting for the next one. */
  get segmentsQueued(): number {
    return this.#committer.queued;
  }

  /**
   * Takes one segment, and answers after the commit that covers it. The same bytes again get the
   * same answer, or a later one. Throws `wire/malformed`, `gateway/refused` (not a hub of ours, or
   * not its signature) and `gateway/busy`: nothing was stored. Throws `database/*` when nobody can
   * know.
   */
  async accept(bytes: Bytes): Promise<ForwardEntriesAnswer> {
    const proved = await verifySegment(this.#ports, bytes);
    const verified = await withholdCards(this.#ports, proved);
    const {ledgerId} = verified.envelope;
    const {outcome, grown} = await this.#committer.submit(verified);
    if (outcome === 'full') {
      throw new Fault('gateway/busy', {reason: 'too much waits before a gap', ledgerId});
    }
    const lanes = verified.entries.map(({entry}) => entry.header.journalId);
    const repeated = outcome === 'alreadyHeld' ? await this.#lastGrown(verified.hub) : [];
    return {
      v: WAN_PROTOCOL_VERSION,
      type: 'forwardEntriesAnswer',
      outcome,
      ...(await this.#standing(ledgerId, verified.hub)),
      ...replacing(verified.hub, this.rosters.newestSeen(verified.hub.retailStoreId)),
      heldStatements: await this.#statementsOf(new Set([...lanes, ...grown, ...repeated])),
    };
  }

  /**
   * How far a ledger is held, what head stands at a position, and what is held of its store's
   * journals.
   */
  async ledgerStatus(hub: HubRecord, question: LedgerStatus): Promise<LedgerStatusAnswer> {
    const {store} = this.#ports;
    const {ledgerId, nonce, atPosition, heldStatement} = question;
    if (heldStatement !== undefined) await comeAfter(this.#ports, heldStatement);
    const ledger = await store.ledger(ledgerId);
    if (ledger && ledger.retailStoreId !== hub.retailStoreId) {
      throw new Fault('gateway/refused', {reason: 'the ledger is of another store', ledgerId});
    }
    const {firstMissing: _, ...standing} = await this.#standing(ledgerId, hub);
    const head = atPosition === undefined ? undefined : await this.#headAt(ledgerId, atPosition);
    const limit = FLEET_LIMITS.statementsPerAnswerMax;
    const journals = await store.journalsOfStore(hub.retailStoreId, limit);
    return {
      v: WAN_PROTOCOL_VERSION,
      type: 'ledgerStatusAnswer',
      nonce,
      ...standing,
      segmentVersions: [...SEGMENT_VERSIONS],
      ...(await this.#replacedBy(hub)),
      ...(head && atPosition ? {headAt: {position: atPosition, head: toBase64Url(head)}} : {}),
      heldStatements: await this.#statementsOf(journals.map(({journalId}) => journalId)),
    };
  }

  /**
   * What is held of the ledgers that a stick brought, and of its store's journals: asked after its
   * segments were taken, and carried back to the hub by hand. Throws `gateway/refused` for a ledger
   * of another store.
   */
  async exportAnswer(
    hub: HubRecord,
    request: {readonly manifest: ExportManifest; readonly message: Bytes},
  ): Promise<ExportAnswer> {
    const {store, digest, clock} = this.#ports;
    const {manifest, message} = request;
    const ledgers: ExportAnswer['ledgers'][number][] = [];
    for (const {ledgerId} of manifest.ledgers) {
      const ledger = await store.ledger(ledgerId);
      if (ledger && ledger.retailStoreId !== hub.retailStoreId) {
        throw new Fault('gateway/refused', {reason: 'the ledger is of another store', ledgerId});
      }
      const {heldPosition, heldHead} = await this.#standing(ledgerId, hub);
      ledgers.push({ledgerId, heldPosition, heldHead});
    }
    const limit = FLEET_LIMITS.statementsPerAnswerMax;
    const journals = await store.journalsOfStore(hub.retailStoreId, limit);
    return {
      v: WAN_PROTOCOL_VERSION,
      type: 'exportAnswer',
      manifestSha256: toBase64Url(digest.sha256(message)),
      gatewayIncarnation: store.incarnation,
      issuedAtMs: clock.wallMs(),
      ledgers,
      heldStatements: await this.#statementsOf(journals.map(({journalId}) => journalId)),
    };
  }

  /**
   * The hub that signed this request, over its path and body. Throws `gateway/refused` for a hub
   * that is not enrolled and for a signature that is not its own.
   */
  async hubOfRequest(request: {
    readonly hubId: HubId;
    readonly path: string;
    readonly body: Uint8Array;
    readonly signature: string;
  }): Promise<HubRecord> {
    const hub = await this.knownHub(request.hubId);
    const signature = fromBase64Url(request.signature);
    const message = requestSigningMessage(this.#ports.digest, request);
    const genuine =
      signature &&
      (await this.#ports.verifier.verify({publicKey: hub.publicKey, message, signature}));
    if (genuine) return hub;
    throw new Fault('gateway/refused', {
      reason: 'request is not signed by its hub',
      hubId: hub.hubId,
    });
  }

  /** Throws `gateway/refused` for a hub that is not enrolled. */
  async knownHub(hubId: HubId): Promise<HubRecord> {
    const hub = await this.#ports.store.hub(hubId);
    if (hub) return hub;
    throw new Fault('gateway/refused', {reason: 'hub is not enrolled', hubId});
  }

  /** The newest held statement of each journal of a store, as far as one answer carries them. */
  async statementsOfStore(retailStoreId: string): Promise<readonly string[]> {
    const limit = FLEET_LIMITS.statementsPerAnswerMax;
    const journals = await this.#ports.store.journalsOfStore(retailStoreId, limit);
    return await this.#statementsOf(journals.map(({journalId}) => journalId));
  }

  /** By which word another hub is the store's, where one is. */
  async #replacedBy(hub: HubRecord): Promise<{readonly change?: string}> {
    return replacing(hub, await this.rosters.newestChange(hub.retailStoreId));
  }

  async #standing(ledgerId: LedgerId, hub: HubRecord) {
    const {store} = this.#ports;
    const ledger = (await store.ledger(ledgerId)) ?? newLedger(ledgerId, hub);
    const [next] =
      ledger.segmentsAhead === 0
        ? []
        : await store.segmentsLying(ledgerId, {state: 'ahead', limit: 1});
    const first = ledger.heldPosition + 1;
    const firstMissing = next && next.first > first ? {first, last: next.first - 1} : undefined;
    return {
      ledgerId,
      gatewayIncarnation: store.incarnation,
      heldPosition: ledger.heldPosition,
      heldHead: toBase64Url(ledger.heldHead),
      ...(firstMissing ? {firstMissing} : {}),
    };
  }

  /**
   * News is told once, in the answer of the segment that made it. What is sent again may be sent
   * again because that answer was lost, and no other segment need ever bring the news.
   */
  async #lastGrown({retailStoreId}: HubRecord): Promise<readonly JournalId[]> {
    const limit = FLEET_LIMITS.statementsRepeatedMax;
    const journals = await this.#ports.store.journalsOfStore(retailStoreId, limit);
    return journals.map(({journalId}) => journalId);
  }

  async #headAt(ledgerId: LedgerId, position: number): Promise<Bytes | undefined> {
    const covering = await this.#ports.store.segmentCovering(ledgerId, position);
    if (!covering) return undefined;
    if (covering.last === position) return covering.headAfter;
    const {entries} = await this.shelf.unpacked(covering.segmentId);
    return headAt(this.#ports.digest, {stretch: covering, entries, position});
  }

  async #statementsOf(journalIds: Iterable<JournalId>): Promise<string[]> {
    const asked = [...journalIds].slice(0, FLEET_LIMITS.statementsPerAnswerMax);
    const statements = await Promise.all(
      asked.map(async journalId => {
        const journal = await this.#ports.store.journal(journalId);
        return journal && this.#statements.of(journal);
      }),
    );
    return statements.filter(statement => statement !== undefined);
  }
}

/** What a hub is told of the newest change: nothing where it is its own. */
function replacing(
  {hubId}: HubRecord,
  newest: KnownChange | undefined,
): {readonly change?: string} {
  return newest && newest.pair.hubId !== hubId ? {change: newest.text} : {};
}

/** Both run together, and end together: with the fault of the store, if one meets it. */
function committing(committer: Committer, eraser: Eraser): Service {
  return {
    name: committer.name,
    async run(signal, ready) {
      const over = new AbortController();
      const both = AbortSignal.any([signal, over.signal]);
      const ended = [committer.run(both, ready), eraser.run(both)];
      await Promise.all(ended.map(one => one.finally(() => over.abort())));
    },
  };
}
