import type {Proof} from '@holdfast/prover';
import {SeededRandom} from '@holdfast/std/testing';
import type {Misfortune} from './misfortune.ts';
import {WholeStore} from './whole-store.ts';
import {inFolder} from './work.ts';

/** How an entry that a flipped bit made unreadable shows, beside being changed. */
const IN_DAMAGE: ReadonlySet<Proof['findings'][number]['kind']> = new Set(['changed', 'positions']);

/** What befell whole programs, how often, and what it came to. */
export interface WholeStrikes {
  readonly fault: string;
  readonly struck: number;
  /** Of these, after which a program or the proof named damage. */
  readonly named: number;
  readonly sales: number;
  readonly troubles: readonly string[];
}

/** Strikes one store of its own, and lets the prover decide. */
export async function strikeWhole(
  misfortune: Misfortune,
  {seed, enough}: {readonly seed: number; enough(): boolean},
): Promise<WholeStrikes> {
  const {fault, tills, damages} = misfortune;
  const random = new SeededRandom(seed);
  return await inFolder(async directory => {
    const store = await WholeStore.open(directory, {tills});
    let struck = 0;
    try {
      struck = await misfortune.strike(store, {random, enough});
      const proof = await store.prove();
      const {named, troubles} = judge(proof, {damages, sales: store.sold});
      return {fault, struck, named, sales: store.sold, troubles};
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      const troubles = [`${why}; the hub: ${store.logOf('hub')}; a till: ${store.logOf('W01')}`];
      return {fault, struck, named: 0, sales: store.sold, troubles};
    } finally {
      await store.stop();
    }
  });
}

/**
 * Without damage the proof finds nothing and there is one ledger. Damage to the files of hub or
 * till may show in these, and is named there; head office has every sale once all the same.
 */
function judge(
  proof: Proof,
  {damages, sales}: {readonly damages: boolean; readonly sales: number},
): {readonly named: number; readonly troubles: readonly string[]} {
  const {counts, findings} = proof;
  const troubles: string[] = [];
  if (counts.held !== sales || counts.sold !== sales) {
    troubles.push(`${sales} sold, ${counts.sold} receipts, ${counts.held} held`);
  }
  if (!damages && counts.ledgers !== 1) troubles.push(`the hub opened ${counts.ledgers} ledgers`);
  // What cannot be read leaves its place empty, on the disk on which it lies.
  const hurt = new Set(findings.filter(({kind}) => kind === 'changed').map(({side}) => side));
  const ours = findings.filter(
    ({side, kind}) => damages && side !== 'gateway' && hurt.has(side) && IN_DAMAGE.has(kind),
  );
  for (const finding of findings) {
    const {invariant, kind, side, entry, detail} = finding;
    if (!ours.includes(finding))
      troubles.push(`${invariant} ${kind} at ${side}: ${entry} ${detail}`);
  }
  const opened = damages ? counts.ledgers - 1 : 0;
  return {named: ours.length + opened, troubles};
}
