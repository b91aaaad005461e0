import {saleDraft} from '@holdfast/domain/testing';
import {
  browserHubLink,
  openWebSignatureVerifier,
  quietHubFinder,
  webClock,
  webDigest,
  webRandom,
} from '@holdfast/platform-web';
import {assert, silentLog, toBase64Url} from '@holdfast/std';
import {createTerminal, type Terminal} from '@holdfast/terminal-sdk';
import {openIndexedDbJournal} from '../index.ts';
import {stopAt, tellTest} from './crash-moments.ts';
import './journal-page.ts';
import type {TillCalls} from './remote-till.ts';

// A till in a browser, made as an application makes one: the half of a RemoteTill in its page.

let terminal: Terminal | undefined;

function running(): Terminal {
  assert(terminal, 'the till is started');
  return terminal;
}

const till: TillCalls = {
  async start(name) {
    const verifier = await openWebSignatureVerifier();
    terminal = createTerminal({
      app: {name: 'test', version: '1'},
      platform: {
        openJournal: () => openIndexedDbJournal({name, digest: webDigest, verifier}),
        finder: quietHubFinder,
        link: browserHubLink({origin: location.origin}),
        clock: webClock,
        random: webRandom,
        digest: webDigest,
        verifier,
        log: silentLog,
      },
    });
    await terminal.start();
  },

  stop: () => running().stop(),

  async pair({link, wish}) {
    await running().pair(link, wish);
  },

  async pairByCode({code, address, wish}) {
    const {hubId, hubKeyPin} = await running().pair({code, address}, wish);
    return {hubId, keyPin: toBase64Url(hubKeyPin)};
  },

  status: async () => running().status,

  custodyOf: async sequenceNumber => running().custodyOf(sequenceNumber),

  async sell({submissionId, amountMinor = 765, stopsAt}) {
    if (stopsAt) stopAt(stopsAt);
    const submission = await running().submit(saleDraft([amountMinor]), {submissionId});
    if (stopsAt === 'after its answer') tellTest(stopsAt);
    const {receiptNumber, repeated, key} = submission;
    return {receiptNumber, repeated, sequenceNumber: key.sequenceNumber};
  },
};

Object.assign(globalThis, {till});
