import {fraction, type Random} from '@holdfast/std';
import {answerQuestion} from './answer-question.ts';
import {type Endpoint, MDNS_PORT, type Outgoing} from './engine.ts';
import {additionalRecords, announcedRecords, type HubRecords} from './hub-records.ts';
import {type Message, response} from './message.ts';
import {type DnsRecord, type Question, recordKey} from './record.ts';

/** RFC 6762 §6: answers that others may give too wait a little, so that not all speak at once. */
const SHARED_DELAY_MS = {least: 20, most: 120};
/** RFC 6762 §7.2: how long to wait for the rest of the known answers. */
const MORE_KNOWN_DELAY_MS = {least: 400, most: 500};
/**
 * RFC 6762 §6: a record is not sent to the whole link more often than this; a defended one is, a
 * little.
 */
const MULTICAST_AGAIN_MS = 1000;
const DEFEND_AGAIN_MS = 250;
/** RFC 6762 §6.7: one-shot askers keep nothing long. */
const ONE_SHOT_TTL_S = 10;
const GATHERING_MAX = 64;
const KNOWN_ANSWERS_MAX = 1024;
const QUESTIONS_MAX = 256;
/** The reply repeats them and must fit into one packet. */
const ONE_SHOT_QUESTIONS_MAX = 4;

interface Gathering {
  readonly atMs: number;
  readonly from: Endpoint;
  readonly questions: readonly Question[];
  readonly known: readonly DnsRecord[];
}

interface Asked {
  readonly message: Message;
  readonly from: Endpoint;
  readonly records: HubRecords;
  readonly nowMs: number;
}

/**
 * Decides which answers go out, when, and to whom (RFC 6762 §6 and §7). One hub's answers on one
 * interface.
 */
export class AnswerQueue {
  readonly #random: Random;
  /** Answers to the whole link, by record key, and when each may go. */
  readonly #due = new Map<string, number>();
  readonly #multicastAtMs = new Map<string, number>();
  /** Askers whose known answers come in several packets. */
  readonly #gathering = new Map<string, Gathering>();
  #direct: Outgoing[] = [];

  constructor(random: Random) {
    this.#random = random;
  }

  /** Takes a query; {@link take} gives the answers when they are due. */
  ask({message, from, records, nowMs}: Asked): void {
    if (from.port !== MDNS_PORT) {
      this.#answerOneShot({message, from, records});
      return;
    }
    const key = `${from.address}:${from.port}`;
    const begun = this.#gathering.get(key);
    const gathered = {
      atMs: begun?.atMs ?? nowMs + this.#draw(MORE_KNOWN_DELAY_MS),
      from,
      questions: [...(begun?.questions ?? []), ...message.questions].slice(0, QUESTIONS_MAX),
      known: [...(begun?.known ?? []), ...message.answers].slice(0, KNOWN_ANSWERS_MAX),
    };
    const room = begun !== undefined || this.#gathering.size < GATHERING_MAX;
    if (message.truncated && room) {
      this.#gathering.set(key, gathered);
      return;
    }
    this.#gathering.delete(key);
    // A query that claims our names for itself is a probe: the prober must hear of us at once
    // (§8.1).
    this.#answer({...gathered, probe: message.authorities.length > 0, records, nowMs});
  }

  /** Answers that are due, to be sent now. */
  take(records: HubRecords, nowMs: number): Outgoing[] {
    for (const [key, gathered] of this.#gathering) {
      if (gathered.atMs > nowMs) continue;
      this.#gathering.delete(key);
      this.#answer({...gathered, probe: false, records, nowMs});
    }
    const send = this.#direct;
    this.#direct = [];
    const answers = announcedRecords(records).filter(record => {
      const dueMs = this.#due.get(recordKey(record));
      return dueMs !== undefined && dueMs <= nowMs;
    });
    if (answers.length === 0) return send;
    this.multicast(answers, nowMs);
    const additionals = additionalRecords(answers, records);
    return [...send, {message: response({answers, additionals})}];
  }

  /** Notes that these have just been sent to the whole link. */
  multicast(records: readonly DnsRecord[], nowMs: number): void {
    for (const record of records) {
      this.#due.delete(recordKey(record));
      this.#multicastAtMs.set(recordKey(record), nowMs);
    }
  }

  /** Forgets everything: the records have changed or are not ours for the moment. */
  clear(): void {
    this.#due.clear();
    this.#multicastAtMs.clear();
    this.#gathering.clear();
    this.#direct = [];
  }

  get wakeAtMs(): number {
    if (this.#direct.length > 0) return Number.NEGATIVE_INFINITY;
    const gathering = [...this.#gathering.values()].map(({atMs}) => atMs);
    return Math.min(Number.POSITIVE_INFINITY, ...this.#due.values(), ...gathering);
  }

  #answer(asked: {
    readonly questions: readonly Question[];
    readonly known: readonly DnsRecord[];
    readonly from: Endpoint;
    readonly probe: boolean;
    readonly records: HubRecords;
    readonly nowMs: number;
  }): void {
    const {known, from, probe, records, nowMs} = asked;
    const direct = new Set<DnsRecord>();
    for (const question of asked.questions) {
      const answers = answerQuestion(question, {records, known});
      const shared = answers.some(record => record.type === 'PTR');
      const delayMs = shared && !probe ? this.#draw(SHARED_DELAY_MS) : 0;
      for (const record of answers) {
        const key = recordKey(record);
        const lastMs = this.#multicastAtMs.get(key) ?? Number.NEGATIVE_INFINITY;
        // RFC 6762 §5.4: by unicast only while everybody else still has it fresh.
        if (question.unicastWanted && !probe && nowMs - lastMs < record.ttlS * 250) {
          direct.add(record);
          continue;
        }
        const earliestMs = lastMs + (probe ? DEFEND_AGAIN_MS : MULTICAST_AGAIN_MS);
        const dueMs = Math.max(nowMs + delayMs, earliestMs);
        this.#due.set(key, Math.min(this.#due.get(key) ?? dueMs, dueMs));
      }
    }
    if (direct.size === 0) return;
    const answers = [...direct];
    const additionals = additionalRecords(answers, records);
    this.#direct.push({message: response({answers, additionals}), to: from});
  }

  /** A plain DNS client: answered at once, alone, in the form it understands (RFC 6762 §6.7). */
  #answerOneShot({message, from, records}: Omit<Asked, 'nowMs'>): void {
    const questions = message.questions.slice(0, ONE_SHOT_QUESTIONS_MAX);
    const found = questions.flatMap(one => answerQuestion(one, {records, known: []}));
    const answers = [...new Set(found)];
    if (answers.length === 0) return;
    const plain = (record: DnsRecord): DnsRecord => ({
      ...record,
      ttlS: Math.min(record.ttlS, ONE_SHOT_TTL_S),
      flush: false,
    });
    const additionals = additionalRecords(answers, records).map(plain);
    const {id} = message;
    const reply = response({id, questions, answers: answers.map(plain), additionals});
    this.#direct.push({message: reply, to: from});
  }

  #draw({least, most}: {readonly least: number; readonly most: number}): number {
    return least + (most - least) * fraction(this.#random);
  }
}
