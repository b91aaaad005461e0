import {expect, test} from 'vitest';
import {hubIdSchema} from '../ids.ts';
import {formatEnrolmentLink, parseEnrolmentLink} from './enrolment-link.ts';
import {formatPairingLink, parsePairingLink} from './pairing-link.ts';

const hubId = hubIdSchema.parse('6HTGZ65XB7YFS53DMHDANFMK7FGN995N');
const keyPin = new Uint8Array(32).fill(7);
const token = new Uint8Array(16).fill(9);

test.each(['192.168.8.2', 'fd00::2', 'hub-7.local'])('a pairing link to %s reads back', host => {
  const link = {host, port: 7443, hubId, keyPin, token};
  expect(parsePairingLink(formatPairingLink(link))).toEqual({ok: true, value: link});
});

test.each([undefined, keyPin])('an enrolment link reads back', pin => {
  const link = {host: 'gw.example', port: 8443, keyPin: pin, code: token};
  expect(parseEnrolmentLink(formatEnrolmentLink(link))).toEqual({ok: true, value: link});
});

const good = formatPairingLink({host: '10.0.0.1', port: 7443, hubId, keyPin, token});

test.each([
  [good.replace('holdfast-pair', 'https'), ''],
  [good.replace('7443', '99999'), 'port'],
  [good.replace('6HTGZ', '6htgz'), 'hubId'],
  [good.replace('pin=Bw', 'pin=B'), 'pin'],
  [good.slice(0, -2), 'token'],
  [`${good}&more=1`, ''],
])('the pairing link %s is refused, naming the part', (text, field) => {
  const result = parsePairingLink(text);
  expect(result.ok ? 'ok' : result.issue.field).toBe(field);
});
