import type {Digest, PublicKey} from '@holdfast/std';
import {isHigherHub, parseChangeOfHub, parsePublicKeyText, type RosterPair} from '@holdfast/trust';
import {
  type ChangeSigner,
  ENTRY_KINDS,
  hubIdOf,
  type JournalId,
  parseHubBody,
  type RosterChanged,
  rosterChangedSchema,
  type SignedChangeOfHub,
} from '@holdfast/wire';
import type {FleetStore} from './fleet-store.ts';
import type {JournalRecord} from './journal-record.ts';
import type {SegmentShelf} from './segment-shelf.ts';

const JOURNALS_MAX = 10_000;

/** How far a hub's journal was read for its roster entries, and what it said. */
interface ReadJournal {
  readonly readTo: number;
  readonly said: readonly {readonly changed: RosterChanged; readonly recordedAtMs: number}[];
}

/** A change of hub as it was signed, and whom it names. */
export interface KnownChange {
  readonly change: SignedChangeOfHub;
  readonly text: string;
  readonly pair: RosterPair;
}

/**
 * What the hubs of a store have said about its tills, its sheet and themselves, as head office
 * holds it. Nothing is kept but in memory: a journal is read once, and then only what it grew by.
 */
export class StoreRosters {
  readonly #ports: {
    readonly store: Pick<FleetStore, 'journalsOfStore' | 'heldEntry'>;
    readonly shelf: SegmentShelf;
    readonly digest: Digest;
  };
  readonly #journals = new Map<JournalId, ReadJournal>();
  /** Changes that are not held yet: the hub that was named has still to say so itself. */
  readonly #told = new Map<string, KnownChange>();

  constructor(ports: {
    readonly store: Pick<FleetStore, 'journalsOfStore' | 'heldEntry'>;
    readonly shelf: SegmentShelf;
    readonly digest: Digest;
  }) {
    this.#ports = ports;
  }

  /** Every roster entry that is held, the newest epoch last, in the order of recording. */
  async entries(retailStoreId: string): Promise<readonly RosterChanged[]> {
    const journals = await this.#ports.store.journalsOfStore(retailStoreId, JOURNALS_MAX);
    const read = [];
    for (const journal of journals) {
      if (journal.role === 'hub') read.push(...(await this.#read(journal)));
    }
    return read
      .toSorted((a, b) => a.changed.epoch - b.changed.epoch || a.recordedAtMs - b.recordedAtMs)
      .map(({changed}) => changed);
  }

  /** Whose word counts about the hub of a store, besides head office's own. */
  async signers(
    retailStoreId: string,
  ): Promise<Readonly<Partial<Record<Exclude<ChangeSigner, 'gateway'>, PublicKey>>>> {
    const changes = (await this.entries(retailStoreId)).map(({change}) => change);
    const sheet = changes.findLast(change => change.kind === 'recoveryKeyNamed');
    const standby = changes.findLast(
      ({kind}) => kind === 'successorNamed' || kind === 'successorDismissed',
    );
    const recovery = sheet && parsePublicKeyText(sheet.publicKey);
    const successor =
      standby?.kind === 'successorNamed' ? parsePublicKeyText(standby.hubPublicKey) : undefined;
    return {
      ...(recovery?.ok ? {recovery: recovery.value} : {}),
      ...(successor?.ok ? {successor: successor.value} : {}),
    };
  }

  /** Remembers a change that was verified here, until its hub has said it in its journal. */
  told(retailStoreId: string, text: string): void {
    const known = this.#known(text);
    const before = this.#told.get(retailStoreId);
    if (known && (!before || isHigherHub(known.pair, before.pair))) {
      this.#told.set(retailStoreId, known);
    }
  }

  /** The newest change that was told or asked for since the start: for answers that cannot wait. */
  newestSeen(retailStoreId: string): KnownChange | undefined {
    return this.#told.get(retailStoreId);
  }

  /** The change by which the store's hub is its hub; `undefined` while it is the first. */
  async newestChange(retailStoreId: string): Promise<KnownChange | undefined> {
    let newest = this.#told.get(retailStoreId);
    for (const {change} of await this.entries(retailStoreId)) {
      if (change.kind !== 'hubChanged') continue;
      const known = this.#known(change.change);
      if (known && (!newest || isHigherHub(known.pair, newest.pair))) newest = known;
    }
    if (newest) this.#told.set(retailStoreId, newest);
    return newest;
  }

  #known(text: string): KnownChange | undefined {
    const change = parseChangeOfHub(text);
    if (!change) return undefined;
    const hubId = hubIdOf(this.#ports.digest, change.hubPublicKey);
    return {change, text, pair: {epoch: change.epoch, hubId}};
  }

  async #read({journalId, heldSequence}: JournalRecord): Promise<ReadJournal['said']> {
    const {store, shelf} = this.#ports;
    const before = this.#journals.get(journalId) ?? {readTo: 0, said: []};
    const said = [...before.said];
    for (let next = before.readTo + 1; next <= heldSequence; next++) {
      const held = await store.heldEntry(journalId, next);
      if (held?.kindCode !== ENTRY_KINDS.rosterChanged) continue;
      const {body} = (await shelf.entryAt(held)).entry;
      const changed = body && parseHubBody(rosterChangedSchema, body);
      if (changed?.ok) said.push({changed: changed.value, recordedAtMs: held.recordedAtMs});
    }
    this.#journals.set(journalId, {readTo: Math.max(before.readTo, heldSequence), said});
    return said;
  }
}
