import {openMemoryLedger} from '@holdfast/ledger/testing';
import {createSigningKey, nodeDigest, nodeSignatureVerifier} from '@holdfast/platform-node';
import {fromBase64Url, type SigningKey, silentLog} from '@holdfast/std';
import {SeededRandom, VirtualClock} from '@holdfast/std/testing';
import {CODE_LIMITS, CodeDesk, PairingDesk, publicKeyText, Roster} from '@holdfast/trust';
import {CodeGuesser} from '@holdfast/trust/testing';
import {encodeLanMessage, hubIdOf, journalIdOf, type PairingNoted} from '@holdfast/wire';
import {expect, test} from 'vitest';
import {Ingest} from './ingest.ts';
import {INGEST_LIMITS} from './limits.ts';
import {FakeConnection} from './testing.ts';

const hubKey = await createSigningKey();
const gatewayKey = await createSigningKey();
const tillKey = await createSigningKey();
const hubId = hubIdOf(nodeDigest, hubKey.publicKey);
const random = new SeededRandom(9);

async function hub() {
  const clock = new VirtualClock();
  const {ledger} = await openMemoryLedger({digest: nodeDigest, clock});
  const roster = new Roster();
  const diary: PairingNoted[] = [];
  const tools = {clock, random, digest: nodeDigest, verifier: nodeSignatureVerifier, hubId};
  const note = async (noted: PairingNoted) => {
    diary.push(noted);
  };
  const codeDesk = new CodeDesk({...tools, note});
  let admissions = 0;
  const ingest = new Ingest({
    ...tools,
    identity: {hubId, hubKey, gatewayPublicKey: gatewayKey.publicKey, retailStoreId: '017'},
    ledger,
    hubJournal: {append: async () => {}},
    roster,
    rosterKeeper: {
      async admit({workstationId, journalId, publicKey, name}) {
        admissions += 1;
        const journal = {workstationId, journalId, publicKey: publicKeyText(publicKey), name};
        roster.apply({
          v: 1,
          epoch: 1,
          changedAtMs: 0,
          change: {kind: 'journalAdmitted', ...journal},
        });
      },
      async succeed() {
        throw new Error('no journal is succeeded here');
      },
    },
    desk: new PairingDesk({...tools, note}),
    codeDesk,
    onGap: () => {},
    log: silentLog,
  });
  return {ingest, clock, codeDesk, roster, diary, admissions: () => admissions};
}

type Hub = Awaited<ReturnType<typeof hub>>;

async function openCode({codeDesk}: Hub): Promise<string> {
  const opened = await codeDesk.open();
  if (opened.kind !== 'opened') throw new Error('the window opens');
  return opened.code;
}

/** Real signatures take a real moment. */
async function until(done: () => boolean): Promise<void> {
  for (let turn = 0; turn < 2_000 && !done(); turn++) await new Promise(setImmediate);
  if (!done()) throw new Error('it did not come about');
}

/** A till's line, with its share sent; `guess` sends the rest. */
async function ring({ingest}: Hub, code: string, key: SigningKey = tillKey) {
  const socket = new FakeConnection();
  const events = ingest.connect(socket);
  const nonce = fromBase64Url(socket.of('hello')[0]?.nonce ?? '');
  if (!nonce) throw new Error('a hub greets with a nonce');
  const channel = socket.channel().binding;
  const tools = {digest: nodeDigest, random};
  const guesser = new CodeGuesser(tools, {code, key, nonce, hubId, channel});
  events.frame(encodeLanMessage(guesser.pairByCode));
  await until(() => socket.of('codeShare').length > 0 || socket.closedWith !== undefined);
  const guess = async () => {
    const [share] = socket.of('codeShare');
    if (!share) return;
    events.frame(encodeLanMessage((await guesser.confirmCode(share)).message));
    await until(() => socket.of('codeConfirmed').length > 0 || socket.closedWith !== undefined);
  };
  return {socket, events, guess, guesser};
}

async function approve({codeDesk}: Hub): Promise<void> {
  const {windowId = '', till} = codeDesk.view() ?? {};
  await codeDesk.decide({windowId, journalId: till?.journalId ?? '', approve: true});
}

test('a till that knows the digits is let in after the yes, once, and may authenticate then', async () => {
  const store = await hub();
  const one = await ring(store, await openCode(store));
  await one.guess();
  expect([one.socket.of('paired'), store.admissions()]).toEqual([[], 0]);
  await approve(store);
  await until(() => one.socket.of('paired').length > 0);
  const journalId = journalIdOf(nodeDigest, tillKey.publicKey);
  expect(store.roster.journal(journalId)?.workstationId).toBe('W01');
  expect(store.diary.map(({event}) => event.kind)).toEqual([
    'opened',
    'nameShown',
    'approved',
    'paired',
  ]);
  await store.clock.advance(INGEST_LIMITS.authenticationMs);
  expect(one.socket.closedWith?.reason).toBe('authenticationTimeout'); // as long as anybody has
});

test('a till that waits for the manager is not closed for want of a proof', async () => {
  const store = await hub();
  const one = await ring(store, await openCode(store));
  await one.guess();
  await store.clock.advance(CODE_LIMITS.windowMs - 1);
  expect(one.socket.closedWith).toBeUndefined();
  await store.clock.advance(1);
  await until(() => one.socket.closedWith !== undefined);
  expect(one.socket.closedWith).toEqual({reason: 'pairingRefused', detail: 'expired'});
});

test('a till that begins and never guesses is closed, and the next may talk', async () => {
  const store = await hub();
  const code = await openCode(store);
  const first = await ring(store, code);
  const second = await ring(store, code);
  expect(second.socket.closedWith).toMatchObject({reason: 'tooBusy', detail: 'wait 1000 ms'});
  await store.clock.advance(INGEST_LIMITS.authenticationMs);
  expect(first.socket.closedWith?.reason).toBe('authenticationTimeout');
  const third = await ring(store, code);
  await third.guess();
  expect(third.socket.of('codeConfirmed')).toHaveLength(1);
});

test('a till that lost its line before the yes comes back for it, and is in once', async () => {
  const store = await hub();
  const code = await openCode(store);
  const lost = await ring(store, code);
  await lost.guess();
  lost.events.closed();
  await approve(store);
  expect(store.admissions()).toBe(0); // nobody is there to be told
  for (const _ of ['it comes back', 'and again: the answer was lost on the way']) {
    const back = await ring(store, code);
    await back.guess();
    await until(() => back.socket.of('paired').length > 0);
    back.events.closed();
  }
  expect(store.admissions()).toBe(1);
});

test.each<[string, (line: Awaited<ReturnType<typeof ring>>) => Promise<void>]>([
  [
    'a second guess on one line',
    async ({guess}) => {
      await guess();
      await guess();
    },
  ],
  [
    'a second share on one line',
    async ({events, guesser}) => events.frame(encodeLanMessage(guesser.pairByCode)),
  ],
])('%s is no message of the conversation', async (_, break_) => {
  const store = await hub();
  const line = await ring(store, await openCode(store));
  await break_(line);
  await until(() => line.socket.closedWith !== undefined);
  expect(line.socket.closedWith?.reason).toBe('malformed');
});

test('a thousand guessed codes: five are judged, none is let in, and the journal stays short', async () => {
  const store = await hub();
  const code = await openCode(store);
  const ends = new Map<string, number>();
  const GUESSES = 1_000;
  for (let guess = 0, at = Number(code); guess < GUESSES; guess++) {
    at = (at + 7_919) % 10 ** code.length;
    const line = await ring(store, String(at).padStart(code.length, '0'));
    await line.guess();
    const {detail = 'let in'} = line.socket.closedWith ?? {};
    ends.set(detail, (ends.get(detail) ?? 0) + 1);
    line.events.closed();
    const wait = /^wait (\d+) ms$/.exec(detail);
    if (wait) await store.clock.advance(Number(wait[1]));
  }
  const judged = [4, 3, 2, 1, 0].map(left => [`wrongCode: tries left: ${left}`, 1] as const);
  const waits = [1_000, 2_000, 4_000, 8_000].map(ms => [`wait ${ms} ms`, 1] as const);
  expect(Object.fromEntries(ends)).toEqual({
    ...Object.fromEntries([...judged, ...waits]),
    noWindow: GUESSES - judged.length - waits.length,
  });
  expect([store.admissions(), store.roster.journals()]).toEqual([0, []]);
  expect(store.diary).toHaveLength(1 + 5 + 1);
  const right = await ring(store, code);
  expect(right.socket.closedWith?.detail).toBe('noWindow');
}, 60_000);
