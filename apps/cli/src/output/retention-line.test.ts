import type {HubStatus} from '@holdfast/hub/client';
import {expect, test} from 'vitest';
import {retentionLine} from './retention-line.ts';
import {painter} from './style.ts';

type Retention = HubStatus['retention'];
const none: Retention = {
  days: 400,
  prunedPosition: 0,
  entriesDeleted: 0,
  ledgersDeleted: 0,
  holds: [],
};
const hold = (kind: string, journalId = '') => ({ledgerId: 'L', kind, position: 1_001, journalId});

test.each<[string, Retention]>([
  ['Kept      400 days, here all of it', none],
  [
    'Kept      400 days, here from 1,001 on · 12 entries deleted · the rest is younger',
    {...none, prunedPosition: 1_000, entriesDeleted: 12, holds: [hold('young')]},
  ],
  [
    'Kept      400 days, here all of it · 1,001 stays: no held statement for it, journal K7Q',
    {...none, holds: [hold('uncovered', 'K7Q')]},
  ],
  [
    'Kept      400 days, here all of it · 1 ledger kept as evidence',
    {...none, holds: [{...hold('evidence'), ledgerId: 'OLD'}]},
  ],
  ['Kept      400 days, here all of it', {...none, holds: [hold('of a newer hub')]}],
])('says %s', (line, retention) => {
  const status = {retention, ledger: {ledgerId: 'L'}};
  // Nothing else of a status is looked at.
  expect(retentionLine(status as HubStatus, painter(false))).toBe(line);
});
