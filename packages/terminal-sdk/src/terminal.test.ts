import {saleDraft, signOnDraft} from '@holdfast/domain/testing';
import {nodeDigest} from '@holdfast/platform-node';
import {utf8Decode} from '@holdfast/std';
import {expect, test} from 'vitest';
import {TestTill} from './testing.ts';

test('a sale is journaled, then recorded, then held, and says so each time', async () => {
  const till = new TestTill(nodeDigest);
  const terminal = await till.begin();
  expect(terminal.status.kind).toBe('online');

  const submission = await terminal.submit(saleDraft());
  expect(submission).toMatchObject({journaled: true, repeated: false, key: {sequenceNumber: 1}});
  expect(submission.receiptNumber).toMatch(/^W01-[0-9A-Z]{3}-000001$/);
  expect(till.disk.entries).toHaveLength(1);
  await till.clock.advance(0);
  expect(await submission.recorded).toEqual({kind: 'recorded', hubId: till.hub.hubId});
  expect(till.hub.recorded).toEqual(till.disk.entries.map(({entry}) => utf8Decode(entry.body)));

  const {key} = submission;
  const entryHash = till.disk.entries[0]?.entry.entryHash ?? new Uint8Array(32);
  const bytes = await till.hub.sign({...key, entryHash});
  till.hub.say({v: 1, type: 'held', statement: Buffer.from(bytes).toString('base64url')});
  expect(await submission.held).toEqual({kind: 'held'});
  expect(till.custody.map(({kind}) => kind)).toEqual(['journaled', 'recorded', 'held']);
  await terminal.stop();
});

test('a terminal without a hub sells alone and says that it does, three heartbeats late', async () => {
  const till = new TestTill(nodeDigest);
  till.hub.up = false;
  const terminal = await till.begin();
  await terminal.submit(signOnDraft());
  await till.clock.advance(2_499);
  expect(terminal.status.kind).toBe('starting');
  await till.clock.advance(2);
  expect(terminal.status).toMatchObject({
    kind: 'hub-lost',
    causes: ['hub/unreachable'],
    backlog: {terminal: 1},
  });
  await terminal.stop();
});
