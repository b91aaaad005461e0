import {type Bytes, Fault, type FaultCode, type FaultFields, type PublicKey} from '@holdfast/std';
import type {
  Journal,
  JournalCustody,
  JournaledEntry,
  JournalTail,
  Pairing,
} from '@holdfast/terminal-sdk';
import type {JournalId} from '@holdfast/wire';
import type {Page} from 'playwright-core';

export interface JournalPageOptions {
  readonly name?: string;
  readonly capBytes?: number;
  readonly lockWaitMs?: number;
}

/** The calls of a journal that are waited for. */
type Call = {
  [Name in keyof Journal]: Journal[Name] extends (...args: never[]) => Promise<unknown>
    ? Name
    : never;
}[keyof Journal];

type Result<Name extends Call> = Awaited<ReturnType<Journal[Name]>>;

export type JournalRequest =
  | {readonly call: 'open'; readonly options: JournalPageOptions}
  | {readonly call: 'sign'; readonly message: Uint8Array}
  | {readonly call: Call; readonly args: readonly unknown[]};

/** What a journal says without being waited for. Comes with each answer, as it was then. */
export interface JournalFacts {
  readonly publicKey: PublicKey;
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
