import {assert, fraction, type Random} from '@holdfast/std';
import {type DnsRecord, type Question, question, recordKey, setKey} from './record.ts';

/** What {@link RecordCache.add} did with a record. */
export type Added = 'added' | 'refreshed' | 'leaving' | 'unknown' | 'full';

interface Entry {
  readonly record: DnsRecord;
  readonly addedAtMs: number;
  readonly expiresAtMs: number;
  /**
   * The next of the four times at which its holder is asked again; `undefined` once they are used
   * up.
   */
  readonly refresh: {readonly atMs: number; readonly step: number} | undefined;
}

/**
 * RFC 6762 §5.2: asked again at 80, 85, 90 and 95 % of its life, up to 2 % later, so that not all
 * ask at once.
 */
const REFRESH_AT = [0.8, 0.85, 0.9, 0.95] as const;
const REFRESH_JITTER = 0.02;
/** RFC 6762 §10.1 and §10.2: what is taken back lives for one more second. */
const GRACE_MS = 1000;
/**
 * Nobody sensible says more than 75 minutes (RFC 6762 §10); a forged eternity must not outlive its
 * maker long.
 */
const TTL_MAX_S = 4500;

/**
 * Records heard and not yet expired. Knows the rules of RFC 6762 §5.2 and §10 and nothing of hubs.
 * Holds at most `recordsMax`; a new record beyond that is refused, what it holds stays.
 */
export class RecordCache {
  readonly #recordsMax: number;
  readonly #random: Random;
  /** By set key, then by record key, so that a name's records are found without a search. */
  readonly #sets = new Map<string, Map<string, Entry>>();
  #size = 0;
  #version = 0;

  constructor({recordsMax, random}: {readonly recordsMax: number; readonly random: Random}) {
    assert(recordsMax > 0, 'a cache has room for something');
    this.#recordsMax = recordsMax;
    this.#random = random;
  }

  get size(): number {
    return this.#size;
  }

  /** Rises whenever a record comes or goes; not when one is merely heard again. */
  get version(): number {
    return this.#version;
  }

  has(record: DnsRecord): boolean {
    return this.#sets.get(setKey(record))?.has(recordKey(record)) ?? false;
  }

  /** How many records of one name and type. */
  count(name: string, type: DnsRecord['type']): number {
    return this.#sets.get(setKey({name, type}))?.size ?? 0;
  }

  add(record: DnsRecord, nowMs: number): Added {
    const key = recordKey(record);
    const set = this.#sets.get(setKey(record));
    const known = set?.get(key);
    if (record.ttlS === 0) {
      if (!set || !known) return 'unknown';
      set.set(key, leaving(known, nowMs));
      return 'leaving';
    }
    if (!known && this.#size >= this.#recordsMax) return 'full';
    if (record.flush && set) flushOthers(set, key, nowMs);
    this.#put(key, record, nowMs);
    return known ? 'refreshed' : 'added';
  }

  /** The records of one name and type; what was heard last stands last. */
  find(name: string, type: DnsRecord['type']): DnsRecord[] {
    const set = this.#sets.get(setKey({name, type}));
    return set ? [...set.values()].map(entry => entry.record) : [];
  }

  /**
   * Those of them worth telling a responder: with more than half their life left, and what is left
   * (RFC 6762 §7.1).
   */
  knownAnswers(name: string, type: DnsRecord['type'], nowMs: number): DnsRecord[] {
    const set = this.#sets.get(setKey({name, type}));
    return [...(set?.values() ?? [])].flatMap(({record, expiresAtMs}) => {
      const leftS = Math.floor((expiresAtMs - nowMs) / 1000);
      return leftS * 2 > record.ttlS ? [{...record, ttlS: leftS, flush: false}] : [];
    });
  }

  /** Drops what has expired. */
  expire(nowMs: number): void {
    for (const [setName, set] of this.#sets) {
      for (const [key, entry] of set) {
        if (entry.expiresAtMs > nowMs) continue;
        set.delete(key);
        this.#size -= 1;
        this.#version += 1;
      }
      if (set.size === 0) this.#sets.delete(setName);
    }
  }

  /** What must be asked again now, each once for each of its times. */
  dueQuestions(nowMs: number): Question[] {
    const due = new Map<string, Question>();
    for (const [setName, set] of this.#sets) {
      for (const [key, entry] of set) {
        if (!entry.refresh || entry.refresh.atMs > nowMs) continue;
        const step = entry.refresh.step + 1;
        set.set(key, {...entry, refresh: this.#refreshAt(entry, step)});
        due.set(setName, question(entry.record.name, entry.record.type));
      }
    }
    return [...due.values()];
  }

  /** When something expires or wants asking next; infinite when nothing is held. */
  get wakeAtMs(): number {
    let wakeAtMs = Number.POSITIVE_INFINITY;
    for (const set of this.#sets.values()) {
      for (const {expiresAtMs, refresh} of set.values())
        wakeAtMs = Math.min(wakeAtMs, expiresAtMs, refresh?.atMs ?? expiresAtMs);
    }
    return wakeAtMs;
  }

  #put(key: string, record: DnsRecord, nowMs: number): void {
    const set = this.#sets.get(setKey(record)) ?? new Map<string, Entry>();
    this.#sets.set(setKey(record), set);
    // Taken out first, so that what was heard last stands last.
    if (!set.delete(key)) {
      this.#size += 1;
      this.#version += 1;
    }
    const lifeMs = Math.min(record.ttlS, TTL_MAX_S) * 1000;
    const life = {record, addedAtMs: nowMs, expiresAtMs: nowMs + lifeMs};
    set.set(key, {...life, refresh: this.#refreshAt(life, 0)});
  }

  #refreshAt(
    {addedAtMs, expiresAtMs}: Pick<Entry, 'addedAtMs' | 'expiresAtMs'>,
    step: number,
  ): Entry['refresh'] {
    const share = REFRESH_AT[step];
    if (share === undefined) return undefined;
    const jitter = REFRESH_JITTER * fraction(this.#random);
    return {atMs: addedAtMs + (expiresAtMs - addedAtMs) * (share + jitter), step};
  }
}

function leaving(entry: Entry, nowMs: number): Entry {
  const expiresAtMs = Math.min(entry.expiresAtMs, nowMs + GRACE_MS);
  return {...entry, expiresAtMs, refresh: undefined};
}

/**
 * Older members of a set that was announced whole are taken back, unless they came in the last
 * second too.
 */
function flushOthers(set: Map<string, Entry>, key: string, nowMs: number): void {
  for (const [other, entry] of set) {
    if (other !== key && entry.addedAtMs < nowMs - GRACE_MS) set.set(other, leaving(entry, nowMs));
  }
}
