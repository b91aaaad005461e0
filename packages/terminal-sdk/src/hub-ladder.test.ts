import {nodeDigest} from '@holdfast/platform-node';
import {expect, test} from 'vitest';
import {formatAddress, HubLadder} from './hub-ladder.ts';
import {TERMINAL_LIMITS} from './limits.ts';
import type {DiscoveryEvent, HubCandidate} from './ports.ts';
import {TestTill} from './testing.ts';

const till = new TestTill(nodeDigest);
till.admit();
const base = till.disk.pairing ?? expect.fail('an admitted till is paired');
const pairing = {
  ...base,
  lastAddress: {host: '10.0.0.2', port: 1},
  linkAddress: {host: '10.0.0.4', port: 1},
};
const ours = pairing.hubId.slice(0, 8);

function found(host: string, idPrefix = ours): DiscoveryEvent {
  const hub: HubCandidate = {via: 'dns-sd', address: {host, port: 1}, idPrefix, name: host};
  return {type: 'found', hub};
}

function rungs(ladder: HubLadder): string[] {
  return ladder.candidates(pairing).map(({via, address}) => `${via} ${address.host}`);
}

test('the ladder is DNS-SD, last known, configured, link', () => {
  const ladder = new HubLadder([{host: '10.0.0.3', port: 1}]);
  ladder.note(found('10.0.0.1'));
  expect(rungs(ladder)).toEqual([
    'dns-sd 10.0.0.1',
    'last-known 10.0.0.2',
    'configured 10.0.0.3',
    'link 10.0.0.4',
  ]);
});

test('an address that stands on two rungs is tried once, on the higher', () => {
  const ladder = new HubLadder([{host: '10.0.0.2', port: 1}]);
  ladder.note(found('10.0.0.4'));
  expect(rungs(ladder)).toEqual(['dns-sd 10.0.0.4', 'last-known 10.0.0.2']);
});

test('another hub of the LAN is never a candidate; one that says nothing of itself may be', () => {
  const ladder = new HubLadder([]);
  ladder.note(found('10.0.0.8', 'ZZZZZZZZ'));
  ladder.note(found('10.0.0.9', ''));
  expect(rungs(ladder)).toEqual(['dns-sd 10.0.0.9', 'last-known 10.0.0.2', 'link 10.0.0.4']);
});

test('what is lost is no candidate, and the newest nomination is tried first', () => {
  const ladder = new HubLadder([]);
  ladder.note(found('10.0.0.7'));
  ladder.note(found('10.0.0.8'));
  ladder.note(found('10.0.0.9'));
  ladder.note({...found('10.0.0.8'), type: 'lost'});
  expect(rungs(ladder).slice(0, 2)).toEqual(['dns-sd 10.0.0.9', 'dns-sd 10.0.0.7']);
});

test('a flood of nominations stands behind the addresses that are known', () => {
  const ladder = new HubLadder([]);
  for (let shout = 0; shout < 5; shout++) ladder.note(found(`10.1.0.${shout}`));
  expect(rungs(ladder)).toEqual([
    'dns-sd 10.1.0.4',
    'dns-sd 10.1.0.3',
    'last-known 10.0.0.2',
    'link 10.0.0.4',
    'dns-sd 10.1.0.2',
    'dns-sd 10.1.0.1',
    'dns-sd 10.1.0.0',
  ]);
});

test('however many shout, a bounded number is remembered, the newest', () => {
  const ladder = new HubLadder([]);
  for (let shout = 0; shout < 500; shout++) ladder.note(found(`10.1.0.${shout}`));
  expect(rungs(ladder)).toHaveLength(TERMINAL_LIMITS.candidatesMax + 2);
  expect(rungs(ladder)[0]).toBe('dns-sd 10.1.0.499');
});

test('an IPv6 address stands in brackets', () => {
  expect(formatAddress({host: 'fe80::1', port: 7443})).toBe('[fe80::1]:7443');
  expect(formatAddress({host: 'hub.local', port: 7443})).toBe('hub.local:7443');
});
