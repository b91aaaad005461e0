import {fraction, type Random} from '@holdfast/std';
import type {HubTxt} from '@holdfast/wire';
import {AnswerQueue} from './answer-queue.ts';
import {type Endpoint, type Engine, MDNS_PORT, type Outgoing} from './engine.ts';
import {type HubNames, type HubNameTries, numberedNames} from './hub-names.ts';
import {
  announcedRecords,
  goodbyeRecords,
  type HubRecords,
  type HubTtls,
  hubRecords,
  nameHeld,
  uniqueRecords,
} from './hub-records.ts';
import {type Message, query, response} from './message.ts';
import {question, recordKey} from './record.ts';
import {claimsOf, compareClaims} from './tiebreak.ts';

/**
 * `probing`: asking whether the names are free. `announced`: they are ours and the link was told.
 */
export interface ResponderEvent {
  readonly type: 'probing' | 'announced';
  readonly tries: HubNameTries;
}

export interface HubToAnnounce {
  readonly names: HubNames;
  readonly port: number;
  readonly txt: HubTxt;
  readonly ttls: HubTtls;
}

/**
 * ```
 *  probing ──3 × 250 ms of silence──► announcing ──told twice──► announced
 *   ▲   ▲ └─ taken: next name ┐         │                          │
 *   │   └─────────────────────┘         │                          │
 *   └──────── somebody else uses the name: ask again, then defend or yield
 * ```
 * Nothing is answered while probing: the names are not ours yet.
 */
type Phase =
  | {readonly kind: 'probing' | 'announcing'; readonly sent: number; readonly atMs: number}
  | {readonly kind: 'announced'};

/** RFC 6762 §8.1. */
const PROBES = 3;
const PROBE_INTERVAL_MS = 250;
/**
 * RFC 6762 §8.2: who loses a tiebreak looks again after this; the winner will have answered by
 * then.
 */
const TIEBREAK_LOST_MS = 1000;
/** RFC 6762 §8.1: fifteen conflicts in ten seconds, then five seconds before each further try. */
const CONFLICTS = {countMax: 15, withinMs: 10_000, restMs: 5000};
/** RFC 6762 §8.3. */
const ANNOUNCEMENTS = 2;
const ANNOUNCE_INTERVAL_MS = 1000;
/** How many of its own earlier records it still recognises, so that a late echo is no stranger. */
const FORMER_MAX = 16;

/** Holds a hub's names on one interface: probes, announces, answers, defends, says goodbye. */
export class Responder implements Engine<ResponderEvent> {
  readonly #hub: Omit<HubToAnnounce, 'txt'>;
  readonly #addresses: readonly string[];
  readonly #hostAddresses: () => ReadonlySet<string>;
  readonly #random: Random;
  readonly #answers: AnswerQueue;
  #txt: HubTxt;
  #tries: HubNameTries;
  #records: HubRecords;
  #phase: Phase;
  #conflictsAtMs: number[] = [];
  #former: string[] = [];
  #events: ResponderEvent[] = [];
  #outbox: Message[] = [];

  constructor(options: {
    readonly hub: HubToAnnounce;
    readonly tries: HubNameTries;
    /** Of this interface. */
    readonly addresses: readonly string[];
    /**
     * Of every interface of this machine: another of its sockets is not another host (RFC 6762
     * §14).
     */
    readonly hostAddresses: () => ReadonlySet<string>;
    readonly random: Random;
    readonly startMs: number;
  }) {
    this.#hub = options.hub;
    this.#txt = options.hub.txt;
    this.#tries = options.tries;
    this.#addresses = options.addresses;
    this.#hostAddresses = options.hostAddresses;
    this.#random = options.random;
    this.#answers = new AnswerQueue(options.random);
    this.#records = this.#makeRecords();
    this.#phase = {kind: 'probing', sent: 0, atMs: options.startMs};
    this.#probe(options.startMs + PROBE_INTERVAL_MS * fraction(this.#random));
  }

  get #claimed(): boolean {
    return this.#phase.kind !== 'probing';
  }

  receive(message: Message, from: Endpoint, nowMs: number): void {
    if (message.kind === 'response') {
      if (from.port === MDNS_PORT) this.#checkAnswers(message, nowMs);
    } else if (this.#claimed) {
      this.#answers.ask({message, from, records: this.#records, nowMs});
    } else {
      this.#checkProbe(message, nowMs);
    }
  }

  advance(nowMs: number): {readonly send: readonly Outgoing[]; readonly events: ResponderEvent[]} {
    const send: Outgoing[] = this.#outbox.map(message => ({message}));
    this.#outbox = [];
    if (this.#phase.kind === 'probing' && this.#phase.atMs <= nowMs) {
      const {sent} = this.#phase;
      if (sent < PROBES) send.push({message: this.#probeMessage()});
      this.#phase =
        sent < PROBES
          ? {kind: 'probing', sent: sent + 1, atMs: nowMs + PROBE_INTERVAL_MS}
          : {kind: 'announcing', sent: 0, atMs: nowMs};
    }
    if (this.#phase.kind === 'announcing' && this.#phase.atMs <= nowMs) {
      const sent = this.#phase.sent + 1;
      send.push({message: response({answers: announcedRecords(this.#records)})});
      this.#answers.multicast(announcedRecords(this.#records), nowMs);
      if (sent === 1) this.#events.push({type: 'announced', tries: this.#tries});
      this.#phase =
        sent < ANNOUNCEMENTS
          ? {kind: 'announcing', sent, atMs: nowMs + ANNOUNCE_INTERVAL_MS}
          : {kind: 'announced'};
    }
    if (this.#claimed) send.push(...this.#answers.take(this.#records, nowMs));
    const events = this.#events;
    this.#events = [];
    return {send, events};
  }

  get wakeAtMs(): number {
    if (this.#outbox.length > 0 || this.#events.length > 0) return Number.NEGATIVE_INFINITY;
    const phaseMs = this.#phase.kind === 'announced' ? Number.POSITIVE_INFINITY : this.#phase.atMs;
    return Math.min(phaseMs, this.#answers.wakeAtMs);
  }

  /**
   * Says something new of the hub; whoever knows the old is told the new at once (RFC 6762 §8.4).
   */
  update(txt: HubTxt, nowMs: number): void {
    this.#txt = txt;
    this.#rebuild();
    if (this.#claimed) this.#phase = {kind: 'announcing', sent: 0, atMs: nowMs};
  }

  /** Takes the names that another interface of this machine had to yield to. */
  adopt(tries: HubNameTries, nowMs: number): void {
    if (tries.instance === this.#tries.instance && tries.host === this.#tries.host) return;
    this.#outbox.push(...this.goodbye());
    this.#tries = tries;
    this.#rebuild();
    this.#probe(nowMs);
  }

  /** What to send last, when the hub stops serving. Nothing if the names were never ours. */
  goodbye(): Message[] {
    return this.#claimed ? [response({answers: goodbyeRecords(this.#records)})] : [];
  }

  /**
   * Somebody else's answer about our names: while probing they have the name, later they contest
   * it.
   */
  #checkAnswers(message: Message, nowMs: number): void {
    const own = new Set([...uniqueRecords(this.#records).map(recordKey), ...this.#former]);
    const hostAddresses = this.#hostAddresses();
    for (const record of [...message.answers, ...message.additionals]) {
      const held = nameHeld(record.name, this.#records);
      if (!held || record.ttlS === 0 || record.type === 'PTR' || record.type === 'NSEC') continue;
      if (own.has(recordKey(record))) continue;
      if (record.type === 'A' && hostAddresses.has(record.address)) continue;
      this.#conflict(held, nowMs);
      return;
    }
  }

  #conflict(held: keyof HubNames, nowMs: number): void {
    const recently = this.#conflictsAtMs.filter(atMs => atMs > nowMs - CONFLICTS.withinMs);
    this.#conflictsAtMs = [...recently, nowMs].slice(-CONFLICTS.countMax);
    const restMs = this.#conflictsAtMs.length >= CONFLICTS.countMax ? CONFLICTS.restMs : 0;
    if (!this.#claimed) {
      this.#tries = {...this.#tries, [held]: this.#tries[held] + 1};
      this.#rebuild();
    }
    this.#probe(nowMs + restMs);
  }

  /**
   * Another hub probes for our names at the same moment. The smaller claim waits and looks again.
   */
  #checkProbe(message: Message, nowMs: number): void {
    for (const name of [this.#records.service.name, this.#records.service.target]) {
      const theirs = claimsOf(message.authorities, name);
      if (theirs.length === 0) continue;
      const hostAddresses = this.#hostAddresses();
      if (theirs.every(claim => claim.type === 'A' && hostAddresses.has(claim.address))) continue;
      const ours = claimsOf(uniqueRecords(this.#records), name);
      if (compareClaims(ours, theirs) < 0) {
        this.#phase = {kind: 'probing', sent: 0, atMs: nowMs + TIEBREAK_LOST_MS};
        return;
      }
    }
  }

  #probe(atMs: number): void {
    this.#answers.clear();
    this.#phase = {kind: 'probing', sent: 0, atMs};
    this.#events.push({type: 'probing', tries: this.#tries});
  }

  /**
   * Asks for anything at both names and says in advance what we would hold there (RFC 6762 §8.1,
   * §8.2).
   */
  #probeMessage(): Message {
    const {service} = this.#records;
    return query({
      questions: [question(service.name, 'ANY'), question(service.target, 'ANY')],
      authorities: uniqueRecords(this.#records).map(record => ({...record, flush: false})),
    });
  }

  #rebuild(): void {
    const former = uniqueRecords(this.#records).map(recordKey);
    this.#former = [...former, ...this.#former].slice(0, FORMER_MAX);
    this.#records = this.#makeRecords();
    this.#answers.clear();
  }

  #makeRecords(): HubRecords {
    return hubRecords({
      names: numberedNames(this.#hub.names, this.#tries),
      port: this.#hub.port,
      txt: this.#txt,
      addresses: this.#addresses,
      ttls: this.#hub.ttls,
    });
  }
}
