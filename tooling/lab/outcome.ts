import type {Verdict} from './lab-store.ts';
import type {Phase} from './seller.ts';

/** What shows that a fault met somebody. */
export type Met =
  | {readonly kind: 'killed'; readonly pid: number}
  /** `packets dropped`, `handshakes with the impostor`: counted by somebody who took part. */
  | {readonly kind: 'counted'; readonly count: number; readonly what: string};

/** What a scenario came to. */
export interface Outcome {
  readonly fault: string;
  readonly met: readonly Met[];
  /** Sales by the phase in which they were rung and answered, each recorded by the hub. */
  readonly acked: Readonly<Record<Phase, number>>;
  readonly seconds: number;
  readonly notes: readonly string[];
  /** Programs that did not end by themselves when they were asked to. */
  readonly unclean: readonly string[];
  readonly verdict: Verdict;
  /** Entries that were not sold: the scenario put them into a journal itself. */
  readonly injected: number;
}

/** For people, on one line: fault, what it met, acked before/during/after, seconds, verdict. */
export function outcomeLine(outcome: Outcome): string {
  const {fault, met, acked, seconds, notes, verdict} = outcome;
  const {before, during, after} = acked;
  const parts = [
    fault,
    met.map(metText).join(', '),
    `acked ${before} before, ${during} during, ${after} after`,
    ...notes,
    `${seconds.toFixed(1)} s`,
    verdictText(verdict),
  ];
  return `lab: ${parts.join(' · ')}`;
}

/** Why the scenario proves nothing, or proves that something is broken. Empty when it passed. */
export function shortcomings(outcome: Outcome): readonly string[] {
  const {met, acked, unclean, verdict, injected} = outcome;
  const {sold = 0, held} = verdict.counts;
  const struck = met.length > 0 && met.every(each => each.kind === 'killed' || each.count > 0);
  const phases = (['before', 'during', 'after'] as const).filter(phase => acked[phase] === 0);
  return [
    ...(struck ? [] : ['the fault met nothing']),
    ...phases.map(phase => `nothing was acked ${phase} the fault`),
    ...unclean.map(name => `${name} did not end by itself`),
    ...(verdict.ok ? [] : [verdictText(verdict)]),
    // The prover cannot know that a till journaled one submission twice; whoever counts receipts
    // can.
    ...(sold + injected === held ? [] : [`${sold} receipts and ${injected} more, ${held} held`]),
  ];
}

function metText(met: Met): string {
  return met.kind === 'killed' ? `pid ${met.pid} killed` : `${met.count} ${met.what}`;
}

function verdictText({ok, counts, findings}: Verdict): string {
  const {sold, held, quarantined = 0} = counts;
  const aside = quarantined > 0 ? `, ${quarantined} of them quarantined` : '';
  if (ok) return `whole: ${sold ?? 'no'} receipts, ${held} held exactly once${aside}`;
  const [first] = findings;
  return `NOT WHOLE, ${findings.length} findings: ${first?.kind ?? ''} ${first?.detail ?? ''}`.trim();
}
