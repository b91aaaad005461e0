import {concatBytes, utf8Decode, utf8Encode} from '@holdfast/std';
import {describe, expect, test} from 'vitest';
import {encodeTxt, HUB_TXT_LIMITS, type HubTxt, parseTxt} from './hub-txt.ts';
import {HUB_SERVICE_TYPE} from './service-type.ts';

const hub: HubTxt = {id: '7K2Q9FZX', storeId: 'store-017', protocolVersions: [3, 2, 1], tls: true};
const said = ['txtvers=1', 'id=7K2Q9FZX', 'pv=3,2,1', 'store=store-017', 'tls=1'];

describe('what a hub says of itself', () => {
  test('comes back as it was said', () => {
    expect(parseTxt(encodeTxt(hub))).toEqual({ok: true, value: hub});
  });

  test('has the version first and keys of at most nine letters, as RFC 6763 asks', () => {
    const strings = encodeTxt(hub).map(bytes => utf8Decode(bytes));
    expect(strings).toEqual(said);
    for (const string of strings) expect(string.indexOf('=')).toBeLessThanOrEqual(9);
  });

  test('stays far below the limit with the longest store and every version', () => {
    const longest: HubTxt = {
      id: 'ZZZZZZZZ',
      storeId: 'x'.repeat(32),
      protocolVersions: Array.from({length: HUB_TXT_LIMITS.versionsMax}, (_, back) => 9999 - back),
      tls: true,
    };
    const strings = encodeTxt(longest);
    expect(concatBytes(...strings).length + strings.length).toBeLessThan(HUB_TXT_LIMITS.bytesMax);
    expect(parseTxt(strings)).toEqual({ok: true, value: longest});
  });

  test('is never announced in a form that terminals would refuse', () => {
    expect(() => encodeTxt({...hub, storeId: 'no spaces'})).toThrow('a hub announces only');
    expect(() => encodeTxt({...hub, id: 'short'})).toThrow('a hub announces only');
    expect(() => encodeTxt({...hub, protocolVersions: []})).toThrow('a hub announces only');
  });
});

describe('a terminal reading it', () => {
  test('takes text and bytes alike', () => {
    expect(parseTxt(said)).toEqual({ok: true, value: hub});
    expect(parseTxt(said.map(utf8Encode))).toEqual({ok: true, value: hub});
  });

  test.each([
    ['keys of a newer hub', [...said, 'colour=blue', 'load=3']],
    ['flags, empty strings and keyless strings', [...said, 'flag', '', '=lost']],
    [
      'binary values it does not know',
      [...said.map(utf8Encode), new Uint8Array([0x78, 0x3d, 0xff])],
    ],
    ['another order', [...said].reverse()],
    ['capital keys', said.map(string => string.replace(/^[^=]+/, key => key.toUpperCase()))],
    ['a second value for a key', [...said, 'store=other']],
    ['versions doubled and out of order', [...said.filter(s => !s.startsWith('pv')), 'pv=1,3,2,3']],
  ])('copes with %s', (_, strings) => {
    expect(parseTxt(strings)).toEqual({ok: true, value: hub});
  });

  test('takes a hub that says nothing of TLS for one without', () => {
    expect(parseTxt(said.slice(0, -1))).toEqual({ok: true, value: {...hub, tls: false}});
  });

  test.each([
    ['nothing', [], 'txtvers'],
    ['a newer layout', ['txtvers=2', ...said.slice(1)], 'txtvers'],
    ['no id', said.filter(string => !string.startsWith('id')), 'id'],
    [
      'an id with letters base32 does not have',
      [...said.slice(2), 'txtvers=1', 'id=ILOUILOU'],
      'id',
    ],
    ['no versions', said.filter(string => !string.startsWith('pv')), 'pv'],
    ['version zero', ['txtvers=1', 'id=7K2Q9FZX', 'pv=0', 'store=a'], 'pv'],
    ['versions without end', ['txtvers=1', 'id=7K2Q9FZX', `pv=${'1,'.repeat(20)}1`], 'pv'],
    ['no store', said.filter(string => !string.startsWith('store')), 'store'],
    ['a store with a path in it', ['txtvers=1', 'id=7K2Q9FZX', 'pv=1', 'store=../etc'], 'store'],
    ['half a truth about TLS', [...said.slice(0, -1), 'tls=yes'], 'tls'],
    ['one string too long', [...said, `x=${'y'.repeat(254)}`], ''],
    ['too much in all', [...said, `x=${'y'.repeat(200)}`, `z=${'y'.repeat(200)}`], ''],
  ])('refuses %s, naming the place', (_, strings, field) => {
    expect(parseTxt(strings)).toMatchObject({ok: false, issue: {field}});
  });
});

test('the service type keeps to the length and letters of RFC 6335', () => {
  expect(HUB_SERVICE_TYPE).toMatch(/^_[a-z0-9-]{1,15}\._tcp$/);
});
