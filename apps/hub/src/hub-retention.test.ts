import {rmSync} from 'node:fs';
import {join} from 'node:path';
import {SEARCH_LIMIT_MAX} from '@holdfast/ledger';
import {nodeVerifyTools, verifyLedgerFiles} from '@holdfast/prover';
import {drawGatewayIncarnation} from '@holdfast/wire';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {AgingHub, DAY_MS} from './testing/aging-hub.ts';

const never = new AbortController().signal;
let hub: AgingHub;
beforeEach(() => {
  hub = new AgingHub();
});
afterEach(() => rmSync(hub.directory, {recursive: true}));

test('after 400 days a hub deletes what head office signed for, and goes on as if nothing were', {
  timeout: 60_000,
}, async () => {
  const {ledgers, forwarder, stop} = await hub.openOld();
  const retention = hub.retention(ledgers, forwarder);
  await hub.until(retention.sweep(never));
  const {position} = ledgers.current.prunedTo();
  expect(position).toBeGreaterThan(60);
  expect(retention.state.entriesDeleted).toBe(position);
  await hub.sell(ledgers, 3);
  await hub.allHeld(ledgers);
  await stop();
  await hub.until(ledgers.close());
  // The lanes of this test sign nothing true; everything else must hold, by another reader's rules.
  const file = join(hub.directory, 'ledgers', 'ledger-0001.db');
  const tools = {...nodeVerifyTools, verify: async () => true};
  const verified = await verifyLedgerFiles([file], {tools});
  expect(verified).toMatchObject([{broken: undefined, prunedPosition: position}]);

  // The roster's own file is lost, and so is the index: both are made again from what was kept.
  for (const lost of ['roster.json', 'ledgers/index.db']) rmSync(join(hub.directory, lost));
  const again = await hub.open();
  const {current} = again.ledgers;
  expect(again.roster.journals()).toMatchObject([{workstationId: 'W01', name: 'Lane 1'}]);
  await hub.until(() => again.ledgers.stats().indexedPosition === current.end().position);
  const found = await again.ledgers.index.searchTransactions({
    workstationId: 'W01',
    limit: SEARCH_LIMIT_MAX,
  });
  expect(found).toHaveLength(current.end().position - position - 1); // one is the hub's own word
  await hub.sell(again.ledgers, 2);
  await hub.allHeld(again.ledgers);
  expect(hub.alarms).toEqual([]);
  await again.stop();
  await hub.until(again.ledgers.close());
});

test('head office is restored from an old copy: it gets what is left, the gap is alarmed, nothing more goes', {
  timeout: 60_000,
}, async () => {
  const {ledgers, forwarder, stop} = await hub.openOld();
  await hub.until(hub.retention(ledgers, forwarder).sweep(never));
  await stop();
  const {ledgerId} = ledgers.current;
  const {position: last} = ledgers.current.prunedTo();
  hub.gateway.restore(ledgerId, {
    position: 10,
    incarnation: drawGatewayIncarnation(hub.random, {after: [hub.gateway.incarnation]}),
  });
  await hub.until(ledgers.close());

  const again = await hub.open();
  const has = (position: number) =>
    hub.gateway.lines(ledgerId).some(({line}) => line.position === position);
  await hub.until(() => has(again.ledgers.current.end().position));
  expect(hub.alarms).toEqual([{ledgerId, first: 11, last}]);
  await hub.sell(again.ledgers, 1);
  await hub.until(() => has(again.ledgers.current.end().position));
  hub.clock.wallOffsetMs += 500 * DAY_MS;
  const retention = hub.retention(again.ledgers, again.forwarder);
  await hub.until(retention.sweep(never));
  expect([...retention.state.holds.values()]).toEqual([{kind: 'notHeld', position: last + 1}]);
  await again.stop();
  await hub.until(again.ledgers.close());
});
