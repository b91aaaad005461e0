import {createHash} from 'node:crypto';
import {expect, test} from 'vitest';
import * as z from 'zod';
import {hubIdSchema} from '../ids.ts';
import {parsePairingLink} from '../pairing/pairing-link.ts';
import {formatStandbyLink, parseStandbyLink} from './standby-link.ts';
import {decodeSegmentFrame, encodeSegmentFrame} from './standby-proofs.ts';
import {
  hubToStandbySchema,
  parseHubToStandby,
  parseStandbyToHub,
  STANDBY_PROTOCOL_VERSION,
  standbyToHubSchema,
} from './standby-protocol.ts';

const hubId = hubIdSchema.parse('6HTGZ65XB7YFS53DMHDANFMK7FGN995N');
const keyPin = new Uint8Array(32).fill(7);
const token = new Uint8Array(16).fill(9);

test('the protocol of hub and standby changes only on purpose', () => {
  const shapes = [standbyToHubSchema, hubToStandbySchema].map(schema =>
    z.toJSONSchema(schema, {io: 'input'}),
  );
  const hash = createHash('sha256').update(JSON.stringify(shapes)).digest('hex').slice(0, 12);
  expect({version: STANDBY_PROTOCOL_VERSION, hash}).toEqual({version: 1, hash: '3331bbf41bb0'});
});

test.each(['192.168.8.2', 'fd00::2', 'hub-7.local'])('a standby link to %s reads back', host => {
  const link = {host, port: 7443, hubId, keyPin, token};
  expect(parseStandbyLink(formatStandbyLink(link))).toEqual({ok: true, value: link});
});

const good = formatStandbyLink({host: '10.0.0.1', port: 7443, hubId, keyPin, token});

test.each([
  [good.replace('holdfast-standby', 'holdfast-pair'), ''],
  [good.replace('7443', '0'), 'port'],
  [good.replace('6HTGZ', '6htgz'), 'hubId'],
  [good.replace('pin=Bw', 'pin=B'), 'pin'],
  [good.slice(0, -2), 'token'],
])('the standby link %s is refused, naming the part', (text, field) => {
  const result = parseStandbyLink(text);
  expect(result.ok ? 'ok' : result.issue.field).toBe(field);
});

test('a standby’s link is no till’s', () => {
  expect(parsePairingLink(good).ok).toBe(false);
});

test('a segment keeps its number on the way', () => {
  const segment = Uint8Array.of(1, 2, 3);
  const frame = encodeSegmentFrame({id: 70_000, segment});
  expect(decodeSegmentFrame(frame)).toEqual({id: 70_000, segment});
});

test.each(['', '{}', '{"v":1,"type":"dance"}', '{"v":1,"type":"mirrored","id":0}'])(
  'the frame %j is no message of either',
  frame => {
    expect(parseHubToStandby(frame).ok).toBe(false);
    expect(parseStandbyToHub(frame).ok).toBe(false);
  },
);
