import {type Bytes, type Clock, type Digest, equalBytes, toBase64Url} from '@holdfast/std';
import {publicKeyText} from '@holdfast/trust';
import {type EntryHashSaid, GENESIS_HASH, type Succeeded, successionMessage} from '@holdfast/wire';
import {bytesOf} from './bytes-of.ts';
import {entryHashAt, type HubHead} from './compare-heads.ts';
import {isPassing} from './passing-fault.ts';
import type {HubConnection, Journal, JournalTail, Pairing} from './ports.ts';
import type {BlockedByHub, SessionEnd} from './session-end.ts';

interface TalkPorts {
  readonly journal: Journal;
  readonly digest: Digest;
  readonly clock: Clock;
  readonly connection: HubConnection;
  readonly pairing: Pairing;
}

/** What a terminal knows when it finds that its history and the hub's cannot be one. */
export interface Divergence {
  /** Where the hub's history of this journal ends. */
  readonly head: HubHead;
  /** What this hub, or head office, is known to share with this journal. */
  readonly sharedThrough: number;
  /** Shown to a person for as long as no hub takes a successor in. */
  readonly code: BlockedByHub;
  readonly detail: string;
}

/**
 * What is said once heads differ, or an entry that the hub lacks cannot be read: the terminal asks
 * place by place, halving, until it knows the last entry that both sides have, makes the key of a
 * successor, and asks the hub to take it in.
 * Nothing is handed over before the hub has said that the successor stands in the roster.
 */
export class SuccessionTalk {
  readonly #ports: TalkPorts;
  readonly #divergence: Divergence;
  #hashSaid: ((said: EntryHashSaid) => void) | undefined;
  #succeeded: ((said: Succeeded) => void) | undefined;
  #askedMs: number;

  constructor(ports: TalkPorts, divergence: Divergence) {
    this.#ports = ports;
    this.#divergence = divergence;
    this.#askedMs = ports.clock.monotonicMs();
  }

  /** Since when an answer is owed. */
  get waitingSinceMs(): number {
    return this.#askedMs;
  }

  /** How the session ends when the hub does not answer: an older one does not know these words. */
  get unanswered(): SessionEnd {
    return this.#blocked('the hub does not answer');
  }

  heard(message: EntryHashSaid | Succeeded): void {
    this.#askedMs = this.#ports.clock.monotonicMs();
    if (message.type === 'entryHash') this.#hashSaid?.(message);
    else this.#succeeded?.(message);
  }

  /** Resolves with how the session ends. Waits for ever on a hub that says nothing. */
  async run(): Promise<SessionEnd> {
    const lastCommon = await this.#findLastCommon();
    if (!lastCommon) return this.#blocked('the hub cannot say where they part');
    try {
      return await this.#succeed(lastCommon);
    } catch (error) {
      if (!isPassing(error)) throw error;
      return {kind: 'lost', reason: 'successor not kept'};
    }
  }

  async #findLastCommon(): Promise<JournalTail | undefined> {
    const {journal} = this.#ports;
    const {head, sharedThrough} = this.#divergence;
    let low = sharedThrough;
    let high = Math.min(journal.tail().sequenceNumber, head.sequenceNumber);
    if (low > high) return undefined; // the hub does not know yet what it had: later it may
    for (let probe = high; low < high; probe = low + Math.ceil((high - low) / 2)) {
      const [theirs, own] = [await this.#askHash(probe), await entryHashAt(journal, probe)];
      if (!theirs || !own) return undefined;
      if (equalBytes(theirs, own)) low = probe;
      else high = probe - 1;
    }
    if (low === 0) return {sequenceNumber: 0, entryHash: GENESIS_HASH};
    const theirs = low === head.sequenceNumber ? head.entryHash : undefined;
    const entryHash = (await entryHashAt(journal, low)) ?? theirs;
    return entryHash && {sequenceNumber: low, entryHash};
  }

  async #askHash(sequenceNumber: number): Promise<Bytes | undefined> {
    const {head} = this.#divergence;
    if (sequenceNumber === head.sequenceNumber) return head.entryHash;
    const {connection, clock} = this.#ports;
    const {promise, resolve} = Promise.withResolvers<EntryHashSaid>();
    this.#hashSaid = said => {
      if (said.sequenceNumber === sequenceNumber) resolve(said);
    };
    this.#askedMs = clock.monotonicMs();
    connection.send({v: connection.version, type: 'askEntryHash', sequenceNumber});
    const {entryHash} = await promise;
    return entryHash === undefined ? undefined : bytesOf(entryHash);
  }

  async #succeed(lastCommon: JournalTail): Promise<SessionEnd> {
    const {journal, digest, connection, pairing, clock} = this.#ports;
    const successor = await journal.prepareSuccessor();
    const {publicKey} = successor.key;
    const {retailStoreId, workstationId, journalId} = pairing;
    const places = {retailStoreId, workstationId, journalId};
    const message = successionMessage(digest, {...places, successor: publicKey, lastCommon});
    const certificate = await journal.key.sign(message);
    const proof = await successor.key.sign(message);
    const {promise, resolve} = Promise.withResolvers<Succeeded>();
    this.#succeeded = said => {
      if (said.journalId === successor.journalId) resolve(said);
    };
    this.#askedMs = clock.monotonicMs();
    const {sequenceNumber, entryHash} = lastCommon;
    connection.send({
      v: connection.version,
      type: 'succeed',
      publicKey: publicKeyText(publicKey),
      lastCommon: {sequenceNumber, entryHash: toBase64Url(entryHash)},
      certificate: toBase64Url(certificate),
      proof: toBase64Url(proof),
    });
    await promise;
    return {kind: 'succeeded', lastCommonSequence: sequenceNumber};
  }

  #blocked(why: string): SessionEnd {
    const {code, detail} = this.#divergence;
    return {kind: 'blocked', code, detail: `${detail}; ${why}`};
  }
}
