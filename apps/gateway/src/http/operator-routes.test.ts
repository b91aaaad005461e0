import {testSale} from '@holdfast/fleet/testing';
import {toBase64Url} from '@holdfast/std';
import {parseEnrolmentLink} from '@holdfast/wire';
import {afterEach, expect, test} from 'vitest';
import {ADMIN, KEY_PIN, READER, TestApp} from '../testing/test-app.ts';

let app: TestApp;
afterEach(() => app.stop());

const operator = {authorization: `Bearer ${ADMIN}`};

test.each([
  ['the public address', {retailStoreId: '017'}, {host: 'gw.example', port: 443}],
  [
    'the address it was asked for',
    {retailStoreId: '017', address: '[::1]:9443'},
    {host: '::1', port: 9443},
  ],
])('an enrolment link leads to %s and carries the key’s pin', async (_, wanted, place) => {
  app = await TestApp.start('https://gw.example');
  const answer = await app.post('/v1/enrolment-codes', wanted, operator);
  expect(answer.status).toBe(201);
  const {link, code} = JSON.parse(answer.text);
  const parsed = parseEnrolmentLink(link);
  expect(parsed).toMatchObject({ok: true, value: {...place, keyPin: KEY_PIN}});
  expect(parsed.ok && toBase64Url(parsed.value.code)).toBe(code);
});

test.each([
  ['names no store', {}],
  ['names no address that is known', {retailStoreId: '017'}],
  ['has an address without a port', {retailStoreId: '017', address: 'gw.example'}],
  ['has a field nobody knows', {retailStoreId: '017', address: 'a:1', days: 3}],
])('an enrolment code is refused to a request that %s', async (_, wanted) => {
  app = await TestApp.start();
  const answer = await app.post('/v1/enrolment-codes', wanted, operator);
  expect(answer.status).toBe(400);
  expect(JSON.parse(answer.text)).toMatchObject({code: 'request/malformed'});
});

test('only the operator makes codes and incarnations', async () => {
  app = await TestApp.start('https://gw.example');
  const reader = {authorization: `Bearer ${READER}`};
  for (const path of ['/v1/enrolment-codes', '/v1/incarnations']) {
    for (const headers of [{}, reader]) {
      expect((await app.post(path, {retailStoreId: '017'}, headers)).status).toBe(401);
    }
  }
});

test('a restore that an operator reports takes a new incarnation', async () => {
  app = await TestApp.start();
  const before = app.store.incarnation;
  const answer = await app.post('/v1/incarnations', {}, operator);
  const {gatewayIncarnation} = JSON.parse(answer.text);
  expect(gatewayIncarnation).not.toBe(before);
  expect(app.store.incarnation).toBe(gatewayIncarnation);
});

test('hubs, their ledgers, their tills and their alarms are listed', async () => {
  app = await TestApp.start();
  const hub = await app.enrol();
  const till = await hub.admit('W01');
  hub.record(await till.write(testSale()));
  await hub.raise({code: 'journal/two-holders', detail: 'W01'});
  await app.fleet.accept(await hub.segment(1));
  const hubs = JSON.parse((await app.get('/v1/hubs')).text);
  expect(hubs).toMatchObject({
    hubs: [{hubId: hub.hubId, retailStoreId: '017', ledgers: [{heldPosition: 4}]}],
  });
  const journals = JSON.parse((await app.get('/v1/stores/017/journals')).text).journals;
  expect(journals).toHaveLength(2);
  expect(journals).toContainEqual(
    expect.objectContaining({workstationId: 'W01', verified: true, heldSequence: 1}),
  );
  expect(JSON.parse((await app.get('/v1/alarms')).text)).toMatchObject({
    alarms: [{code: 'journal/two-holders', source: 'hub', count: 1}],
  });
});

test('the metrics page counts what is held and what was answered', async () => {
  app = await TestApp.start();
  const hub = await app.enrol();
  const till = await hub.admit('W01');
  hub.record(await till.write(testSale()));
  await app.post('/v1/segments', await hub.segment(1));
  const {text} = await app.get('/metrics');
  expect(text).toContain('holdfast_build_info{version="9.9.9",app="gateway"} 1');
  expect(text).toContain('holdfast_gateway_held{what="transactions"} 1');
  expect(text).toContain('holdfast_gateway_requests_total{route="/v1/segments",status="200"} 1');
  expect(text).toMatch(
    /holdfast_gateway_ledger_received_timestamp_seconds\{store="017",hub="\w+"\}/,
  );
});

test('anybody may ask whether it is up', async () => {
  app = await TestApp.start();
  expect(await app.get('/healthz', '')).toMatchObject({status: 200, text: '{"status":"up"}'});
});
