import {currencyCodeSchema, formatAmount} from '@holdfast/domain';
import type {Proof} from '@holdfast/prover';
import type {Paint} from './style.ts';

const FINDINGS_MAX = 20;

/** The prover's verdict for a person. */
export function proofLines(proof: Proof, paint: Paint): string[] {
  const {counts, sums, findings, ok} = proof;
  const count = (name: string, value: number | undefined) =>
    value === undefined ? [] : [`  ${name.padEnd(34)}${String(value).padStart(8)}`];
  const of = (...kinds: readonly string[]) =>
    findings.filter(({kind}) => kinds.includes(kind)).length;
  const shown = findings.slice(0, FINDINGS_MAX);
  return [
    paint('bold', 'The prover read the disks of the three sides:'),
    ...count('receipts printed', counts.sold),
    ...count('journaled on the tills', counts.journaled),
    ...count('of these in browsers (hub’s word)', counts.inBrowsers || undefined),
    ...count('of these made again', counts.madeAgain || undefined),
    ...count('recorded in the hub', counts.recorded),
    ...count('held at head office', counts.held),
    ...count('of these set aside with a reason', counts.quarantined),
    ...count('journals', counts.journals),
    ...count('ledgers', counts.ledgers),
    ...count('signatures verified', counts.signatures),
    ...count('with personal data', counts.personalKept || undefined),
    ...count('personal data erased', counts.personalErased || undefined),
    ...moneyLines(sums),
    `  lost ${of('lost', 'gap')} · doubled ${of('doubled', 'invented')} · changed ${of('changed', 'chain', 'positions')} · reordered ${of('reordered')} · money off ${of('money')}`,
    ...shown.map(({kind, invariant, side, entry, detail}) =>
      paint('bad', `  ✗ ${kind} (${invariant}) at ${side}: ${entry} ${detail}`),
    ),
    ...(findings.length > shown.length ? [`  … and ${findings.length - shown.length} more`] : []),
    ok
      ? paint('good', '✓ Every transaction is at head office exactly once.')
      : paint('bad', `✗ ${findings.length} finding(s): this store is not whole.`),
  ];
}

function moneyLines(sums: Proof['sums']): string[] {
  const currencies = new Set(Object.values(sums).flatMap(side => Object.keys(side)));
  return [...currencies].map(currency => {
    const code = currencyCodeSchema.safeParse(currency);
    const amount = (side: keyof Proof['sums']) => {
      const amountMinor = sums[side][currency] ?? 0;
      return code.success ? formatAmount(amountMinor, code.data) : String(amountMinor);
    };
    return `  money in ${currency}: tills ${amount('terminals')} · hub ${amount('hub')} · head office ${amount('gateway')}`;
  });
}
