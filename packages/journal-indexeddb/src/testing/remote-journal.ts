import {type Bytes, Fault, type FaultCode, type FaultFields, type PublicKey} from '@holdfast/std';
import type {
  ErasedPlace,
  HandOver,
  Journal,
  JournalCustody,
  JournaledEntry,
  JournalTail,
  Pairing,
  Predecessor,
  Successor,
} from '@holdfast/terminal-sdk';
import type {JournalId} from '@holdfast/wire';
import type {Page} from 'playwright-core';

export interface JournalPageOptions {
  readonly name?: string;
  readonly capBytes?: number;
  readonly lockWaitMs?: number;
}

/**
 * The calls of a journal that are waited for, and whose arguments a page can be given as they are.
 */
type Call = {
  [Name in Exclude<keyof Journal, 'prepareSuccessor' | 'succeed'>]: Journal[Name] extends (
    ...args: never[]
  ) => Promise<unknown>
    ? Name
    : never;
}[Exclude<keyof Journal, 'prepareSuccessor' | 'succeed'>];

type Result<Name extends Call> = Awaited<ReturnType<Journal[Name]>>;

export type JournalRequest =
  | {readonly call: 'open'; readonly options: JournalPageOptions}
  | {readonly call: 'sign'; readonly message: Uint8Array}
  | {readonly call: 'signAsSuccessor'; readonly message: Uint8Array}
  | {readonly call: 'prepareSuccessor'}
  | {readonly call: 'succeed'; readonly handOver: HandOver}
  | {readonly call: 'readPredecessor'; readonly place: Parameters<Journal['readAfter']>[0]}
  | {readonly call: 'findInPredecessor'; readonly submissionId: string}
  | {readonly call: Call; readonly args: readonly unknown[]};

export interface PredecessorFacts {
  readonly lastCommonSequence: number;
  readonly lost: readonly number[];
  readonly journalId: JournalId;
  readonly tail: JournalTail;
  readonly firstSequenceNumber: number;
  readonly custody: JournalCustody;
}

/** What a journal says without being waited for. Comes with each answer, as it was then. */
export interface JournalFacts {
  readonly publicKey: PublicKey;
  readonly predecessor: PredecessorFacts | undefined;
  readonly journalId: JournalId;
  readonly persistence: Journal['persistence'];
  readonly tail: JournalTail;
  readonly firstSequenceNumber: number;
  readonly pairing: Pairing | undefined;
  readonly custody: JournalCustody;
}

export type JournalAnswer<T> =
  | {readonly result: T; readonly facts: JournalFacts}
  | {readonly fault: {readonly code: FaultCode; readonly fields: FaultFields}}
  | {readonly error: string};

/** A journal in a browser's page, held from here: each call is made there. */
export class RemoteJournal implements Journal {
  readonly #page: Page;
  #facts: JournalFacts;

  private constructor(page: Page, facts: JournalFacts) {
    this.#page = page;
    this.#facts = facts;
  }

  /** Opens the journal in a page that runs `journal-page.ts`. */
  static async open(page: Page, options: JournalPageOptions): Promise<RemoteJournal> {
    const {facts} = await ask<undefined>(page, {call: 'open', options});
    return new RemoteJournal(page, facts);
  }

  get key() {
    const {publicKey} = this.#facts;
    return {publicKey, sign: (message: Uint8Array) => this.#sign(message)};
  }

  get journalId(): JournalId {
    return this.#facts.journalId;
  }

  get persistence(): Journal['persistence'] {
    return this.#facts.persistence;
  }

  tail(): JournalTail {
    return this.#facts.tail;
  }

  firstSequenceNumber(): number {
    return this.#facts.firstSequenceNumber;
  }

  pairing(): Pairing | undefined {
    return this.#facts.pairing;
  }

  custody(): JournalCustody {
    return this.#facts.custody;
  }

  keepPairing(pairing: Pairing): Promise<void> {
    return this.#call('keepPairing', pairing);
  }

  keepCustody(custody: JournalCustody): Promise<void> {
    return this.#call('keepCustody', custody);
  }

  append(run: readonly JournaledEntry[]): Promise<void> {
    return this.#call('append', run);
  }

  readAfter(place: Parameters<Journal['readAfter']>[0]): Promise<readonly JournaledEntry[]> {
    return this.#call('readAfter', place);
  }

  findSubmission(submissionId: string): Promise<JournaledEntry | undefined> {
    return this.#call('findSubmission', submissionId);
  }

  prune(upTo: Parameters<Journal['prune']>[0]): Promise<number> {
    return this.#call('prune', upTo);
  }

  erasePersonal(entries: readonly ErasedPlace[]): Promise<number> {
    return this.#call('erasePersonal', entries);
  }

  predecessor(): Predecessor | undefined {
    const facts = this.#facts.predecessor;
    if (!facts) return undefined;
    const page = this.#page;
    const {journalId, tail, firstSequenceNumber, custody, lastCommonSequence, lost} = facts;
    return {
      lastCommonSequence,
      lost,
      journal: {
        journalId,
        tail: () => tail,
        firstSequenceNumber: () => firstSequenceNumber,
        custody: () => custody,
        predecessor: () => undefined,
        readAfter: async place => {
          const read = {call: 'readPredecessor', place} as const;
          return (await ask<readonly JournaledEntry[]>(page, read)).result;
        },
        findSubmission: async submissionId => {
          const find = {call: 'findInPredecessor', submissionId} as const;
          return (await ask<JournaledEntry | undefined>(page, find)).result;
        },
      },
    };
  }

  async prepareSuccessor(): Promise<Successor> {
    const page = this.#page;
    const prepare = {call: 'prepareSuccessor'} as const;
    const {result} = await ask<Pick<JournalFacts, 'journalId' | 'publicKey'>>(page, prepare);
    const {journalId, publicKey} = result;
    const sign = async (message: Uint8Array) =>
      (await ask<Bytes>(page, {call: 'signAsSuccessor', message})).result;
    return {journalId, key: {publicKey, sign}};
  }

  async succeed(handOver: HandOver): Promise<Journal> {
    const {facts} = await ask<undefined>(this.#page, {call: 'succeed', handOver});
    return new RemoteJournal(this.#page, facts);
  }

  close(): Promise<void> {
    return this.#call('close');
  }

  async #sign(message: Uint8Array): Promise<Bytes> {
    const {result} = await ask<Bytes>(this.#page, {call: 'sign', message});
    return result;
  }

  async #call<Name extends Call>(
    call: Name,
    ...args: Parameters<Journal[Name]>
  ): Promise<Result<Name>> {
    const {result, facts} = await ask<Result<Name>>(this.#page, {call, args});
    this.#facts = facts;
    return result;
  }
}

async function ask<T>(
  page: Page,
  request: JournalRequest,
): Promise<{readonly result: T; readonly facts: JournalFacts}> {
  const answer = await page.evaluate<JournalAnswer<T>, JournalRequest>(
    asked => Reflect.get(globalThis, 'askJournal')(asked),
    request,
  );
  if ('fault' in answer) throw new Fault(answer.fault.code, answer.fault.fields);
  if ('error' in answer) throw new Error(`in the page: ${answer.error}`);
  return answer;
}
