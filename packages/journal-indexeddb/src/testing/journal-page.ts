import {openWebSignatureVerifier, webDigest} from '@holdfast/platform-web';
import {isFault} from '@holdfast/std';
import type {Journal} from '@holdfast/terminal-sdk';
import {openIndexedDbJournal} from '../index.ts';
import type {JournalAnswer, JournalFacts, JournalRequest} from './remote-journal.ts';

// The half of a RemoteJournal that runs in the browser, with the journal in its hands.

let journal: Journal | undefined;

async function perform(request: JournalRequest): Promise<unknown> {
  if (request.call === 'open') {
    const verifier = await openWebSignatureVerifier();
    journal = await openIndexedDbJournal({...request.options, digest: webDigest, verifier});
    return undefined;
  }
  if (!journal) throw new Error('the journal is not open');
  if (request.call === 'sign') return journal.key.sign(request.message);
  return Reflect.apply(journal[request.call], journal, request.args);
}

function factsOf(open: Journal): JournalFacts {
  return {
    publicKey: open.key.publicKey,
    journalId: open.journalId,
    persistence: open.persistence,
    tail: open.tail(),
    firstSequenceNumber: open.firstSequenceNumber(),
    pairing: open.pairing(),
    custody: open.custody(),
  };
}

async function askJournal(request: JournalRequest): Promise<JournalAnswer<unknown>> {
  try {
    const result = await perform(request);
    if (!journal) throw new Error('an open journal has facts');
    return {result, facts: factsOf(journal)};
  } catch (error) {
    if (isFault(error)) return {fault: {code: error.code, fields: error.fields}};
    return {error: error instanceof Error ? `${error.name}: ${error.message}` : String(error)};
  }
}

Object.assign(globalThis, {askJournal});
