import {readConfig} from '@holdfast/config-toml';
import {nodeDigest} from '@holdfast/platform-node';
import {silentLog} from '@holdfast/std';
import {TestTill} from '@holdfast/terminal-sdk/testing';
import {beforeEach, expect, test} from 'vitest';
import {terminalConfigSchema} from './config.ts';
import {pairOnce} from './pair-once.ts';

const config = readConfig(terminalConfigSchema, {
  flags: {workstation: {id: 'W07', name: 'Lane 7'}},
}).value;
let till: TestTill;

beforeEach(() => {
  till = new TestTill(nodeDigest);
});

function pair(
  settings: Parameters<typeof pairOnce>[1]['config'] = config,
  stop = new AbortController(),
) {
  const {terminal, clock, hub} = till;
  const asked = {by: hub.link, config: settings, signal: stop.signal};
  return pairOnce({terminal, clock, log: silentLog}, asked);
}

test('a till that is started again with a used link goes on with the pairing it has', async () => {
  await pair();
  till.hub.token.fill(0); // the link is used up
  await till.crash();
  await pair();
  expect(till.disk.pairing).toMatchObject({workstationId: 'W07', hubId: till.hub.hubId});
});

test('a hub that is still starting is waited for', async () => {
  till.hub.up = false;
  const paired = pair();
  await till.clock.advance(5_000);
  till.hub.up = true;
  await till.clock.advance(2_000);
  await paired;
  expect(till.disk.pairing?.workstationId).toBe('W07');
});

test('a hub that never answers is given up', async () => {
  till.hub.up = false;
  const refused = expect(pair()).rejects.toMatchObject({code: 'hub/unreachable'});
  await till.clock.advance(60_000);
  await refused;
});

test('a hub that refuses is not asked twice', async () => {
  const {link} = till.hub;
  till.hub.token.fill(0);
  const {terminal, clock} = till;
  const asked = {
    by: {...link, token: new Uint8Array(16).fill(1)},
    config,
    signal: new AbortController().signal,
  };
  const refused = pairOnce({terminal, clock, log: silentLog}, asked);
  await expect(refused).rejects.toMatchObject({code: 'pairing/refused'});
  expect(till.hub.connects).toBe(1);
});

function byCode(code: string) {
  const {terminal, clock, hub} = till;
  const {signal} = new AbortController();
  const by = {code, address: hub.address};
  return pairOnce({terminal, clock, log: silentLog}, {by, config, signal});
}

test('digits that were wrong are not tried again by themselves', async () => {
  const opened = await till.hub.codeDesk.open();
  const code = opened.kind === 'opened' && opened.code === '00000000' ? '00000001' : '00000000';
  await expect(byCode(code)).rejects.toMatchObject({fields: {reason: 'wrongCode'}});
  await till.clock.advance(60_000);
  expect(till.hub.connects).toBe(1);
});

test('a hub that pauses after a wrong code is asked again with the right one', async () => {
  const {hub, clock} = till;
  const opened = await hub.codeDesk.open();
  if (opened.kind !== 'opened') throw new Error('the window opens');
  const wrong = opened.code === '00000000' ? '00000001' : '00000000';
  await byCode(wrong).catch(() => undefined);
  const paired = byCode(opened.code); // at once: told to wait
  await clock.runUntil(() => hub.codeDesk.view()?.state === 'claimed');
  const {windowId, till: shown} = hub.codeDesk.view() ?? {};
  const journalId = shown?.journalId ?? '';
  await hub.codeDesk.decide({windowId: windowId ?? '', journalId, approve: true});
  await paired;
  expect(till.disk.pairing).toMatchObject({workstationId: 'W07', hubId: hub.hubId});
});

test('a till that stops meanwhile does not wait', async () => {
  till.hub.up = false;
  const stop = new AbortController();
  const refused = expect(pair(config, stop)).rejects.toMatchObject({code: 'hub/unreachable'});
  await till.clock.advance(1_500);
  stop.abort();
  await refused;
});

test('a till that nobody named cannot be paired', async () => {
  await expect(pair(readConfig(terminalConfigSchema, {flags: {}}).value)).rejects.toMatchObject({
    fields: {key: 'workstation.id'},
  });
});
