import {TestHub} from '@holdfast/fleet/testing';
import {nodeDigest} from '@holdfast/platform-node';
import {FAULTS, toBase64Url, utf8Encode} from '@holdfast/std';
import {
  HUB_HEADER,
  ledgerStatusAnswerSchema,
  probeAnswerSchema,
  requestSigningMessage,
  SIGNATURE_HEADER,
  WIRE_LIMITS,
} from '@holdfast/wire';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {TEST_TOOLS, TestApp} from '../testing/test-app.ts';

const nonce = toBase64Url(new Uint8Array(16).fill(9));

let app: TestApp;
let hub: TestHub;
beforeEach(async () => {
  app = await TestApp.start();
  hub = await app.enrol();
});
afterEach(() => app.stop());

/** Headers by which the hub signs a request, or another key does in its name. */
async function signedBy(signer: TestHub, path: string, body: object) {
  const message = requestSigningMessage(nodeDigest, {path, body: utf8Encode(JSON.stringify(body))});
  const signature = toBase64Url(await signer.identity.sign(message));
  return {[HUB_HEADER]: hub.hubId, [SIGNATURE_HEADER]: signature};
}

test('a segment is answered under the gateway’s signature', async () => {
  const answer = await app.post('/v1/segments', await hub.segment(1));
  expect(answer).toMatchObject({status: 200, signed: true});
  expect(JSON.parse(answer.text)).toMatchObject({outcome: 'accepted', heldPosition: 1});
});

test.each([
  ['garbage', async () => utf8Encode('garbage'), 400, 'wire/malformed'],
  [
    'a stranger’s segment',
    async () => (await TestHub.open(TEST_TOOLS, {retailStoreId: '017', ledger: 1})).segment(1),
    403,
    'gateway/refused',
  ],
] as const)('%s is refused, and the refusal is signed', async (_, make, status, code) => {
  const answer = await app.post('/v1/segments', await make());
  expect(answer).toMatchObject({status, signed: true});
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  expect(JSON.parse(answer.text)).toMatchObject({status, code, retry: FAULTS[code].retry});
});

test('a probe is answered with its nonce, our time and the address we see', async () => {
  const probe = {v: 1, type: 'probe', hubId: hub.hubId, nonce};
  const answer = await app.post('/v1/probe', probe, {}, '::ffff:192.0.2.1');
  expect(answer).toMatchObject({status: 200, signed: true});
  expect(probeAnswerSchema.parse(JSON.parse(answer.text))).toMatchObject({
    nonce,
    sourceAddress: '192.0.2.1',
    gatewayIncarnation: app.store.incarnation,
  });
});

test.each([
  ['a trusted proxy is believed whom it speaks for', '10.0.0.1', '203.0.113.5'],
  ['anybody else is not', '192.0.2.9', '192.0.2.9'],
])('%s', async (_, peer, seen) => {
  const probe = {v: 1, type: 'probe', hubId: hub.hubId, nonce};
  const forwarded = {'x-forwarded-for': '198.51.100.1, 203.0.113.5'};
  const answer = await app.post('/v1/probe', probe, forwarded, peer);
  expect(JSON.parse(answer.text)).toMatchObject({sourceAddress: seen});
});

test('a probe of a hub that is not enrolled is refused', async () => {
  const stranger = await TestHub.open(TEST_TOOLS, {retailStoreId: '017', ledger: 1});
  const probe = {v: 1, type: 'probe', hubId: stranger.hubId, nonce};
  const answer = await app.post('/v1/probe', probe);
  expect(answer).toMatchObject({status: 403, signed: true});
  expect(JSON.parse(answer.text)).toMatchObject({title: 'hub is not enrolled'});
});

test('a newer version is refused by name, with what is served', async () => {
  const answer = await app.post('/v1/probe', {v: 2, type: 'probe', nonce});
  expect(answer).toMatchObject({status: 426, signed: true});
  expect(JSON.parse(answer.text)).toMatchObject({
    code: 'wire/version',
    fields: {spoken: 2, served: '1'},
  });
});

test('a message without a form names the first wrong place', async () => {
  const answer = await app.post('/v1/probe', {v: 1, type: 'probe', hubId: 'x', nonce});
  expect(answer.status).toBe(400);
  expect(JSON.parse(answer.text).title).toMatch(/^hubId: /);
});

test('a ledger’s status is for the hub that signs for it', async () => {
  await app.post('/v1/segments', await hub.segment(1));
  const asked = {v: 1, type: 'ledgerStatus', ledgerId: hub.ledgerId, atPosition: 1, nonce};
  const path = '/v1/ledger-status';
  const answer = await app.post(path, asked, await signedBy(hub, path, asked));
  expect(answer).toMatchObject({status: 200, signed: true});
  expect(ledgerStatusAnswerSchema.parse(JSON.parse(answer.text))).toMatchObject({
    nonce,
    heldPosition: 1,
    headAt: {position: 1},
  });
});

test.each(['nobody', 'another key', 'another path', 'another body'])(
  'a ledger’s status that is signed by or for %s is refused',
  async wrong => {
    const asked = {v: 1, type: 'ledgerStatus', ledgerId: hub.ledgerId, nonce};
    const path = '/v1/ledger-status';
    const other = await TestHub.open(TEST_TOOLS, {retailStoreId: '017', ledger: 1});
    const headers = {
      nobody: {},
      'another key': await signedBy(other, path, asked),
      'another path': await signedBy(hub, '/v1/probe', asked),
      'another body': await signedBy(hub, path, {...asked, atPosition: 1}),
    }[wrong];
    const answer = await app.post(path, asked, headers);
    expect(answer).toMatchObject({status: 403, signed: true});
  },
);

test('a wrong enrolment code is refused with the reason', async () => {
  const stranger = await TestHub.open(TEST_TOOLS, {retailStoreId: '017', ledger: 1});
  const message = await stranger.enrolMessage(new Uint8Array(16));
  const answer = await app.post('/v1/enrolments', message);
  expect(answer).toMatchObject({status: 403, signed: true});
  expect(JSON.parse(answer.text)).toMatchObject({
    code: 'enrolment/refused',
    title: 'code is wrong, used, or of another store',
  });
});

test('a body beyond the limit is turned away at its first byte too many', async () => {
  const huge = new Uint8Array(WIRE_LIMITS.segmentPayloadBytesMax + 64 * 1024 + 1);
  const answer = await app.post('/v1/segments', huge);
  expect(answer).toMatchObject({status: 413, signed: false});
  expect(JSON.parse(answer.text)).toMatchObject({code: 'request/too-large'});
});

test('an address that asks too often is told to come later, and others are not', async () => {
  const probe = {v: 1, type: 'probe', hubId: hub.hubId, nonce};
  const statuses: number[] = [];
  for (let asked = 0; asked < 25; asked++) {
    const {status, signed} = await app.post('/v1/probe', probe, {}, '192.0.2.50');
    expect(signed).toBe(true);
    statuses.push(status);
  }
  expect(statuses.filter(status => status === 200)).toHaveLength(20);
  expect(statuses.slice(20)).toEqual([503, 503, 503, 503, 503]);
  expect((await app.post('/v1/probe', probe, {}, '192.0.2.51')).status).toBe(200);
});
