import {createSigningKey, nodeDigest, nodeSignatureVerifier} from '@holdfast/platform-node';
import {type SigningKey, toBase64Url, utf8Encode} from '@holdfast/std';
import {SeededRandom, VirtualClock} from '@holdfast/std/testing';
import {
  type Authenticate,
  type HeldStatement,
  heldStatementSigningMessage,
  hubIdOf,
  journalIdOf,
  type Pair,
  type PairingNoted,
  pairingProofMessage,
  pairingTokenProof,
  sessionProofMessage,
} from '@holdfast/wire';
import {beforeEach, expect, test} from 'vitest';
import {
  checkSession,
  PAIRING_LIMITS,
  PairingDesk,
  publicKeyText,
  Roster,
  verifyHeldStatement,
} from './index.ts';

const hubKey = await createSigningKey();
const hubId = hubIdOf(nodeDigest, hubKey.publicKey);
const till = await createSigningKey();
const journalId = journalIdOf(nodeDigest, till.publicKey);
const tools = {digest: nodeDigest, verifier: nodeSignatureVerifier};

function rosterWith(...keys: readonly SigningKey[]): Roster {
  const roster = new Roster();
  for (const [at, key] of keys.entries()) {
    roster.apply({
      v: 1,
      epoch: 1,
      changedAtMs: 0,
      change: {
        kind: 'journalAdmitted',
        workstationId: `W0${at + 1}`,
        journalId: journalIdOf(nodeDigest, key.publicKey),
        publicKey: publicKeyText(key.publicKey),
        name: `till ${at + 1}`,
      },
    });
  }
  return roster;
}

async function authenticate(
  nonce: Uint8Array,
  changes: Partial<Authenticate> & {readonly signer?: SigningKey} = {},
): Promise<Authenticate> {
  const {signer = till, ...fields} = changes;
  const claim = {nonce, hubId, journalId, workstationId: 'W01', origin: '', ...fields};
  return {
    v: 1,
    type: 'authenticate',
    lastSequenceNumber: 0,
    lastEntryHash: toBase64Url(new Uint8Array(32)),
    terminalTimeMs: 0,
    app: {name: 'test', version: '1'},
    workstationId: claim.workstationId,
    journalId: claim.journalId,
    origin: claim.origin,
    proof: toBase64Url(await signer.sign(sessionProofMessage(nodeDigest, claim))),
  };
}

const nonce = new SeededRandom(1).bytes(32);
const address = '192.0.2.3';
const session = {nonce, hubId, origin: ''};

test('a terminal that holds the key of an admitted journal gets a session', async () => {
  const verdict = await checkSession(
    {...tools, roster: rosterWith(till)},
    {...session, authenticate: await authenticate(nonce)},
  );
  expect(verdict).toMatchObject({kind: 'open', journal: {workstationId: 'W01', journalId}});
});

test('a proof is good for one nonce, one hub, one origin and one key', async () => {
  const roster = rosterWith(till);
  const other = await createSigningKey();
  const stale = await authenticate(new SeededRandom(2).bytes(32));
  const elsewhere = await authenticate(nonce, {origin: 'https://evil.example'});
  const stolen = await authenticate(nonce, {signer: other});
  for (const claim of [stale, elsewhere, stolen]) {
    const verdict = await checkSession({...tools, roster}, {...session, authenticate: claim});
    expect(verdict.kind).toBe('badProof');
  }
  const otherHub = {...session, hubId: hubIdOf(nodeDigest, other.publicKey)};
  const replayed = await checkSession(
    {...tools, roster},
    {...otherHub, authenticate: await authenticate(nonce)},
  );
  expect(replayed.kind).toBe('badProof');
});

test('a journal that is not in the roster, or speaks for another workstation, is not paired', async () => {
  const claim = {...session, authenticate: await authenticate(nonce)};
  expect((await checkSession({...tools, roster: new Roster()}, claim)).kind).toBe('notPaired');
  const moved = await authenticate(nonce, {workstationId: 'W09'});
  const verdict = await checkSession(
    {...tools, roster: rosterWith(till)},
    {...session, authenticate: moved},
  );
  expect(verdict.kind).toBe('notPaired');
});

test('a closed journal stays closed, even when it is admitted again', async () => {
  const roster = rosterWith(till);
  const lastKnown = {sequenceNumber: 7, entryHash: toBase64Url(new Uint8Array(32))};
  const change = {kind: 'journalClosed', journalId, reason: 'revoked', lastKnown} as const;
  roster.apply({v: 1, epoch: 1, changedAtMs: 1, change});
  roster.apply({
    v: 1,
    epoch: 1,
    changedAtMs: 2,
    change: {
      kind: 'journalAdmitted',
      workstationId: 'W01',
      journalId,
      publicKey: publicKeyText(till.publicKey),
      name: 'again',
    },
  });
  const verdict = await checkSession(
    {...tools, roster},
    {...session, authenticate: await authenticate(nonce)},
  );
  expect(verdict.kind).toBe('revoked');
  expect(roster.openJournalsOf('W01')).toEqual([]);
});

async function pairRequest(token: Uint8Array, workstationId = 'W01'): Promise<Pair> {
  const {publicKey} = till;
  return {
    v: 1,
    type: 'pair',
    workstationId,
    name: 'Lane 1',
    publicKey: publicKeyText(publicKey),
    tokenProof: toBase64Url(pairingTokenProof(nodeDigest, {token, nonce, hubId, publicKey})),
    proof: toBase64Url(
      await till.sign(pairingProofMessage(nodeDigest, {nonce, hubId, workstationId})),
    ),
  };
}

const diary: PairingNoted[] = [];
beforeEach(() => {
  diary.length = 0;
});

function desk(clock = new VirtualClock()): PairingDesk {
  const note = async (noted: PairingNoted) => {
    diary.push(noted);
  };
  return new PairingDesk({...tools, clock, random: new SeededRandom(3), hubId, note});
}

test('a window admits one terminal with its token, and then is closed', async () => {
  const pairing = desk();
  const {token} = await pairing.open();
  const claim = {pair: await pairRequest(token), nonce, address};
  expect(await pairing.judge(claim)).toMatchObject({kind: 'admitted', journalId});
  expect(await pairing.judge(claim)).toEqual({kind: 'refused', reason: 'noWindow'});
  expect(diary.map(({by, event}) => [by, event.kind])).toEqual([['link', 'opened']]);
});

test('no window is open by default, nor after five minutes', async () => {
  const clock = new VirtualClock();
  const pairing = desk(clock);
  const {token} = await desk().open();
  expect(await pairing.judge({pair: await pairRequest(token), nonce, address})).toMatchObject({
    reason: 'noWindow',
  });
  const late = await pairing.open();
  await clock.advance(PAIRING_LIMITS.windowMs);
  expect(await pairing.judge({pair: await pairRequest(late.token), nonce, address})).toMatchObject({
    reason: 'noWindow',
  });
});

test('five wrong tokens close the window for the right one too', async () => {
  const pairing = desk();
  const {token} = await pairing.open();
  const wrong = await pairRequest(new Uint8Array(16));
  for (let guess = 0; guess < PAIRING_LIMITS.triesMax; guess++) {
    expect(await pairing.judge({pair: wrong, nonce, address})).toMatchObject({
      reason: 'wrongToken',
    });
  }
  expect(await pairing.judge({pair: await pairRequest(token), nonce, address})).toMatchObject({
    reason: 'noWindow',
  });
  expect(diary.map(({event}) => event).slice(-2)).toEqual([
    {kind: 'guessFailed', address, workstationId: 'W01', name: 'Lane 1', triesLeft: 0},
    {kind: 'closed', reason: 'tries'},
  ]);
});

test('what becomes of a link is in the journal: let in, or expired', async () => {
  const clock = new VirtualClock();
  const pairing = desk(clock);
  const {token} = await pairing.open();
  const verdict = await pairing.judge({pair: await pairRequest(token), nonce, address});
  if (verdict.kind === 'admitted') await verdict.admitted();
  await pairing.open();
  await clock.advance(PAIRING_LIMITS.windowMs);
  await pairing.open();
  expect(diary.map(({event}) => event)).toMatchObject([
    {kind: 'opened'},
    {kind: 'paired', journalId},
    {kind: 'opened'},
    {kind: 'opened'},
    {kind: 'closed', reason: 'expired'},
  ]);
  expect(new Set(diary.map(({windowId}) => windowId)).size).toBe(3);
});

test('two tills that bring one token at once are one too many', async () => {
  const pairing = desk();
  const {token} = await pairing.open();
  const claim = {pair: await pairRequest(token), nonce, address};
  const verdicts = await Promise.all([pairing.judge(claim), pairing.judge(claim)]);
  expect(verdicts.map(({kind}) => kind).sort()).toEqual(['admitted', 'refused']);
});

test('nobody is paired under the name of the hub itself', async () => {
  const pairing = desk();
  const {token} = await pairing.open();
  const verdict = await pairing.judge({pair: await pairRequest(token, 'hub'), nonce, address});
  expect(verdict).toEqual({kind: 'refused', reason: 'reservedWorkstation'});
});

test('a held statement counts only under the key of the pinned gateway', async () => {
  const gateway = await createSigningKey();
  const statement: HeldStatement = {
    retailStoreId: '017',
    workstationId: 'W01',
    journalId,
    sequenceNumber: 12,
    entryHash: nodeDigest.sha256(utf8Encode('entry 12')),
    gatewayIncarnation: '0123456789ABCDEF' as HeldStatement['gatewayIncarnation'],
    issuedAtMs: 1,
  };
  const signed = {
    ...statement,
    signature: await gateway.sign(heldStatementSigningMessage(statement)),
  };
  const check = (claim: typeof signed, key: SigningKey) =>
    verifyHeldStatement(nodeSignatureVerifier, {statement: claim, gatewayPublicKey: key.publicKey});
  expect(await check(signed, gateway)).toBe(true);
  expect(await check(signed, hubKey)).toBe(false);
  expect(await check({...signed, sequenceNumber: 13}, gateway)).toBe(false);
});
