import {openWebSignatureVerifier, webDigest} from '@holdfast/platform-web';
import {isFault} from '@holdfast/std';
import type {Journal, ReadableJournal} from '@holdfast/terminal-sdk';
import {openIndexedDbJournal} from '../index.ts';
import type {
  JournalAnswer,
  JournalFacts,
  JournalRequest,
  PredecessorFacts,
} from './remote-journal.ts';

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
  if (request.call === 'signAsSuccessor') {
    return (await journal.prepareSuccessor()).key.sign(request.message);
  }
  if (request.call === 'prepareSuccessor') {
    const {journalId, key} = await journal.prepareSuccessor();
    return {journalId, publicKey: key.publicKey};
  }
  if (request.call === 'succeed') {
    journal = await journal.succeed(request.handOver);
    return undefined;
  }
  if (request.call === 'readPredecessor') {
    return journal.predecessor()?.journal.readAfter(request.place);
  }
  if (request.call === 'findInPredecessor') {
    return journal.predecessor()?.journal.findSubmission(request.submissionId);
  }
  return Reflect.apply(journal[request.call], journal, request.args);
}

function factsOf(open: Journal): JournalFacts {
  const before = open.predecessor();
  return {
    publicKey: open.key.publicKey,
    predecessor: before && {
      ...factsOfClosed(before.journal),
      lastCommonSequence: before.lastCommonSequence,
      lost: before.lost,
    },
    journalId: open.journalId,
    persistence: open.persistence,
    tail: open.tail(),
    firstSequenceNumber: open.firstSequenceNumber(),
    pairing: open.pairing(),
    custody: open.custody(),
  };
}

function factsOfClosed(
  closed: ReadableJournal,
): Omit<PredecessorFacts, 'lastCommonSequence' | 'lost'> {
  return {
    journalId: closed.journalId,
    tail: closed.tail(),
    firstSequenceNumber: closed.firstSequenceNumber(),
    custody: closed.custody(),
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
