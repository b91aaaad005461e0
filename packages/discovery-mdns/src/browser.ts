import {formatIssue, fraction, type Log, type Random} from '@holdfast/std';
import {type Endpoint, type Engine, MDNS_PORT, type Outgoing} from './engine.ts';
import {type FoundHub, HUB_SERVICE_NAME, instanceOf, missingFor, readHub} from './found-hub.ts';
import type {Message} from './message.ts';
import {packQuery} from './pack-query.ts';
import {
  type DnsRecord,
  nameKey,
  type PtrRecord,
  type Question,
  question,
  setKey,
} from './record.ts';
import {RecordCache} from './record-cache.ts';

/** What changed. `lost` carries the hub as it was last known. */
export interface HubEvent {
  readonly type: 'found' | 'updated' | 'lost';
  readonly hub: FoundHub;
}

export interface BrowserLimits {
  readonly hubsMax: number;
  readonly recordsMax: number;
  /** Questions are repeated after one second, two, four… up to this (RFC 6762 §5.2). */
  readonly queryIntervalMaxMs: number;
}

export const BROWSER_LIMITS: BrowserLimits = {
  hubsMax: 128,
  recordsMax: 1024,
  queryIntervalMaxMs: 60_000,
};

/**
 * RFC 6762 §5.2: tills that wake together after a power cut must not all ask in the same instant.
 */
const FIRST_QUERY_MS = {least: 20, most: 120};
const QUERY_INTERVAL_FIRST_MS = 1000;

interface Repeated {
  readonly question: Question;
  readonly atMs: number;
  readonly waitMs: number;
}

/**
 * Looks for hubs on one interface: asks at growing intervals with what it knows, asks for what an
 * answer left out, asks again before a record dies, and tells what it found, what changed and what
 * went. Holds at most so many hubs and records; beyond that new ones are ignored and logged.
 */
export class Browser implements Engine<HubEvent> {
  readonly #interface: string;
  readonly #limits: BrowserLimits;
  readonly #log: Log;
  readonly #cache: RecordCache;
  readonly #told = new Map<string, FoundHub>();
  /** What kept an announced name from being a hub, said once each. */
  #ignored = new Map<string, string>();
  /** Questions for records that a known instance lacks, by set key. */
  #missing = new Map<string, Repeated>();
  /** The questions in it, and the version of the cache they were drawn from. */
  #lacking: readonly Question[] = [];
  #seenVersion = 0;
  #browse: Repeated;
  #fullSaid = false;

  constructor(options: {
    readonly interface: string;
    readonly limits: BrowserLimits;
    readonly log: Log;
    readonly random: Random;
    readonly startMs: number;
  }) {
    this.#interface = options.interface;
    this.#limits = options.limits;
    this.#log = options.log;
    this.#cache = new RecordCache({...options.limits, random: options.random});
    const {least, most} = FIRST_QUERY_MS;
    this.#browse = {
      question: question(HUB_SERVICE_NAME, 'PTR'),
      atMs: options.startMs + least + (most - least) * fraction(options.random),
      waitMs: Math.min(QUERY_INTERVAL_FIRST_MS, options.limits.queryIntervalMaxMs),
    };
  }

  receive(message: Message, from: Endpoint, nowMs: number): void {
    if (message.kind !== 'response' || from.port !== MDNS_PORT) return;
    this.#cache.expire(nowMs);
    const records = [...message.answers, ...message.additionals];
    for (const record of records) if (this.#concernsService(record)) this.#add(record, nowMs);
    // Addresses after services: only the hosts of known hubs are worth remembering.
    const addresses = records.filter(record => record.type === 'A');
    if (addresses.length === 0) return;
    const hosts = new Set(this.#pointers().flatMap(pointer => this.#hostsOf(pointer)));
    for (const record of addresses) if (hosts.has(nameKey(record.name))) this.#add(record, nowMs);
  }

  advance(nowMs: number): {readonly send: readonly Outgoing[]; readonly events: HubEvent[]} {
    this.#cache.expire(nowMs);
    const changed = this.#cache.version !== this.#seenVersion;
    this.#seenVersion = this.#cache.version;
    const full =
      this.#cache.size >= this.#limits.recordsMax ||
      this.#cache.count(HUB_SERVICE_NAME, 'PTR') >= this.#limits.hubsMax;
    if (!full) this.#fullSaid = false;
    if (changed)
      this.#lacking = this.#pointers().flatMap(pointer => missingFor(pointer, this.#cache));
    const messages: Message[] = [];
    if (this.#browse.atMs <= nowMs) {
      const known = this.#cache.knownAnswers(HUB_SERVICE_NAME, 'PTR', nowMs);
      messages.push(...packQuery([this.#browse.question], known));
      this.#browse = this.#later(this.#browse, nowMs);
    }
    messages.push(...packQuery(this.#dueQuestions(nowMs), []));
    return {send: messages.map(message => ({message})), events: changed ? this.#changes() : []};
  }

  get wakeAtMs(): number {
    const repeats = [...this.#missing.values()].map(({atMs}) => atMs);
    return Math.min(this.#browse.atMs, this.#cache.wakeAtMs, ...repeats);
  }

  #pointers(): PtrRecord[] {
    return this.#cache
      .find(HUB_SERVICE_NAME, 'PTR')
      .flatMap(record => (record.type === 'PTR' ? [record] : []));
  }

  #hostsOf(pointer: PtrRecord): string[] {
    return this.#cache
      .find(pointer.target, 'SRV')
      .flatMap(record => (record.type === 'SRV' ? [nameKey(record.target)] : []));
  }

  #concernsService(record: DnsRecord): boolean {
    switch (record.type) {
      case 'PTR':
        return nameKey(record.name) === HUB_SERVICE_NAME && instanceOf(record.target) !== undefined;
      case 'SRV':
      case 'TXT':
        return instanceOf(record.name) !== undefined;
      default:
        return false;
    }
  }

  #add(record: DnsRecord, nowMs: number): void {
    const hubs = this.#cache.count(HUB_SERVICE_NAME, 'PTR');
    const surplus = record.type === 'PTR' && hubs >= this.#limits.hubsMax;
    if (!surplus || record.ttlS === 0 || this.#cache.has(record)) {
      if (this.#cache.add(record, nowMs) !== 'full') return;
    }
    if (this.#fullSaid) return;
    this.#fullSaid = true;
    const fields = {interface: this.#interface, hubs, records: this.#cache.size};
    this.#log.warn('discovery.cache-full', fields);
  }

  /** What a known instance lacks, at growing intervals, and what is about to die. */
  #dueQuestions(nowMs: number): Question[] {
    const questions = new Map<string, Question>();
    for (const one of this.#cache.dueQuestions(nowMs)) questions.set(setKey(one), one);
    const missing = new Map<string, Repeated>();
    for (const one of this.#lacking) {
      const key = setKey(one);
      const waitMs = Math.min(QUERY_INTERVAL_FIRST_MS, this.#limits.queryIntervalMaxMs);
      const repeated = this.#missing.get(key) ?? {question: one, atMs: nowMs, waitMs};
      if (repeated.atMs <= nowMs) questions.set(key, one);
      missing.set(key, repeated.atMs <= nowMs ? this.#later(repeated, nowMs) : repeated);
    }
    this.#missing = missing;
    return [...questions.values()];
  }

  #later({question, waitMs}: Repeated, nowMs: number): Repeated {
    const nextMs = Math.min(waitMs * 2, this.#limits.queryIntervalMaxMs);
    return {question, atMs: nowMs + waitMs, waitMs: nextMs};
  }

  #changes(): HubEvent[] {
    const events: HubEvent[] = [];
    const hubs = this.#hubs();
    for (const [key, hub] of hubs) {
      const told = this.#told.get(key);
      this.#told.set(key, hub);
      if (!told) events.push({type: 'found', hub});
      else if (JSON.stringify(told) !== JSON.stringify(hub)) events.push({type: 'updated', hub});
    }
    for (const [key, hub] of this.#told) {
      if (hubs.has(key)) continue;
      this.#told.delete(key);
      events.push({type: 'lost', hub});
    }
    return events;
  }

  #hubs(): ReadonlyMap<string, FoundHub> {
    const hubs = new Map<string, FoundHub>();
    const ignored = new Map<string, string>();
    for (const pointer of this.#pointers()) {
      const key = nameKey(pointer.target);
      const hub = readHub(pointer, {cache: this.#cache, on: this.#interface});
      if (hub?.ok) hubs.set(key, hub.value);
      if (!hub || hub.ok) continue;
      const reason = formatIssue(hub.issue);
      ignored.set(key, reason);
      if (this.#ignored.get(key) !== reason)
        this.#log.info('discovery.hub-ignored', {interface: this.#interface, reason});
    }
    this.#ignored = ignored;
    return hubs;
  }
}
