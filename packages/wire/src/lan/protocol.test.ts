import {createHash} from 'node:crypto';
import {expect, test} from 'vitest';
import * as z from 'zod';
import {exportAnswerSchema} from '../stick/export-answer.ts';
import {exportManifestSchema} from '../stick/export-manifest.ts';
import {enrolledSchema, enrolSchema} from '../wan/enrol.ts';
import {forwardEntriesAnswerSchema} from '../wan/forward-entries.ts';
import {ledgerStatusAnswerSchema, ledgerStatusSchema} from '../wan/ledger-status.ts';
import {probeAnswerSchema, probeSchema} from '../wan/probe.ts';
import {WAN_PROTOCOL_VERSION, wanVersions} from '../wan/version.ts';
import {lanCloseReason} from './close-code.ts';
import {
  encodeLanMessage,
  hubToTerminalSchema,
  parseHubMessage,
  parseTerminalMessage,
  terminalToHubSchema,
} from './protocol.ts';
import {agreeOnLanVersion, LAN_PROTOCOL_VERSION, lanSubprotocol, lanVersions} from './version.ts';

const hashOf = (...schemas: readonly z.ZodType[]) =>
  createHash('sha256')
    .update(JSON.stringify(schemas.map(schema => z.toJSONSchema(schema, {io: 'input'}))))
    .digest('hex')
    .slice(0, 12);

// If an old peer can ignore the change, paste the new hash. If it cannot: raise the version, keep
// the old reader and its fixtures, and add a line to HISTORY.md.
test('the LAN protocol changes only on purpose', () => {
  expect({
    version: LAN_PROTOCOL_VERSION,
    hash: hashOf(terminalToHubSchema, hubToTerminalSchema),
  }).toEqual({version: 1, hash: '588f1cbac3e1'});
});

test('the WAN protocol changes only on purpose', () => {
  const hash = hashOf(
    enrolSchema,
    enrolledSchema,
    probeSchema,
    probeAnswerSchema,
    forwardEntriesAnswerSchema,
    ledgerStatusSchema,
    ledgerStatusAnswerSchema,
    exportManifestSchema,
    exportAnswerSchema,
  );
  expect({version: WAN_PROTOCOL_VERSION, hash}).toEqual({version: 1, hash: '11cc6ad4fd86'});
});

test('the newest version that both sides know is agreed on', () => {
  const offer = (...versions: readonly number[]) => versions.map(lanSubprotocol);
  const served = [5, 4, 3];
  expect(agreeOnLanVersion(offer(5, 4), served)).toMatchObject({kind: 'agreed', version: 5});
  expect(agreeOnLanVersion(offer(7, 6, 5), served)).toMatchObject({kind: 'agreed', version: 5});
  expect(agreeOnLanVersion(offer(3), served)).toMatchObject({kind: 'agreed', version: 3});
  expect(agreeOnLanVersion(offer(2, 1), served)).toEqual({kind: 'tooOld', offered: [2, 1]});
  expect(agreeOnLanVersion(offer(9, 8), served)).toEqual({kind: 'tooNew', offered: [9, 8]});
  expect(agreeOnLanVersion(['chat'], served)).toEqual({kind: 'notHoldfast'});
  expect(agreeOnLanVersion([], served)).toEqual({kind: 'notHoldfast'});
});

test('a version and the two before it are served, and none before the first', () => {
  expect(lanVersions(5)).toEqual([5, 4, 3]);
  expect(lanVersions(1)).toEqual([1]);
  expect(wanVersions(2)).toEqual([2, 1]);
});

test('a message of a type that a newer peer invented is told apart from a malformed one', () => {
  const parsed = parseTerminalMessage('{"v":2,"type":"dance","steps":3}');
  expect(parsed).toEqual({ok: true, value: {type: 'unknown', name: 'dance'}});
  expect(parseHubMessage('{"v":2,"type":"dance"}').ok).toBe(true);
});

test('a field that a newer peer added is no reason to refuse a message', () => {
  const ping = {v: 2, type: 'ping', count: 1, terminalTimeMs: 5, mood: 'good'} as const;
  expect(parseTerminalMessage(encodeLanMessage(ping))).toMatchObject({
    ok: true,
    value: {type: 'ping', count: 1},
  });
});

test.each([
  ['', 'is not JSON'],
  ['{}', 'names its version and type'],
  ['[]', 'names its version and type'],
  ['{"v":1,"type":"ping","count":-1,"terminalTimeMs":0}', 'ping.count'],
  ['{"v":1,"type":"recordTransaction","sequenceNumber":0}', 'recordTransaction.sequenceNumber'],
  ['{"v":1,"type":"authenticate","workstationId":"a b"}', 'authenticate.workstationId'],
])('the frame %j is refused, naming the place', (frame, expected) => {
  const parsed = parseTerminalMessage(frame);
  expect(parsed.ok ? '' : `${parsed.issue.field} ${parsed.issue.reason}`).toContain(expected);
});

test('a close code that is not on the list has no reason: the terminal rings again', () => {
  expect(lanCloseReason(4007)).toBe('superseded');
  expect(lanCloseReason(4999)).toBeUndefined();
});
