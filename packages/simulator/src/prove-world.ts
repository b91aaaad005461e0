import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {proveStore} from '@holdfast/prover';
import type {Sale, TillNode} from './till-node.ts';
import type {World} from './world.ts';

/**
 * The last word: another reader, with rules of its own, on the files of the three sides. Of a till
 * that was stolen only what the hub took is looked for: its disk is away, with what it had not
 * sent. One that was re-imaged has its former disks looked at, too.
 */
export function proveWorld(world: World): void {
  const {root, tills, hub, gateway, rare, prunedAtTills} = world;
  const there = tills.filter(till => till.stolenJournal === undefined);
  const sold = join(root, 'sold.ndjson');
  writeFileSync(sold, tills.flatMap(till => receiptsOf(world, till)).join(''));
  const proof = proveStore({
    tills: there.flatMap(({oldDisks, machine}) => [...oldDisks, machine.directory]),
    hub: hub.machine.directory,
    gateway: gateway.machine.directory,
    sold,
    browserJournals: tills.flatMap(({stolenJournal}) => stolenJournal ?? []),
  });
  const {sold: printed = 0, journaled, madeAgain} = proof.counts;
  if (madeAgain > 0) rare.reached('madeAgain');
  const bad = tills.reduce((sum, {badEntriesMax}) => sum + badEntriesMax, 0);
  const forgotten = tills.reduce((sum, till) => sum + till.forgotten, 0);
  const isPruned = ({receipt}: Sale) =>
    receipt && receipt.sequenceNumber <= (prunedAtTills.get(receipt.journalId) ?? 0);
  const pruned = tills.flatMap(({sales}) => sales.filter(isPruned)).length;
  if (journaled < printed - forgotten - pruned || journaled > printed + bad) {
    const detail = `${journaled} sales are journaled for ${printed} receipts`;
    world.found({invariant: 'I1', at: 'tills', detail});
  }
  for (const finding of proof.findings) world.foundBy(finding);
}

function receiptsOf({closings, rare}: World, {sales, stolenJournal}: TillNode): readonly string[] {
  const last = closings.lastOfRevoked(stolenJournal ?? '');
  const isAway = ({receipt}: Sale) => last !== undefined && (receipt?.sequenceNumber ?? 0) > last;
  if (sales.some(isAway)) rare.reached('unsentStayed');
  return sales.flatMap(sale =>
    sale.receipt && !isAway(sale)
      ? [`${JSON.stringify({...sale.receipt, bodySha256: sale.bodySha256})}\n`]
      : [],
  );
}
