import {encodeTransaction} from '@holdfast/domain';
import {type Imported, type ImportMap, importTransactions} from '@holdfast/importer';
import {utf8Decode} from '@holdfast/std';
import type {ReplaySale} from './replay-driver.ts';

export interface LanePlan {
  /** By lane, counted from 0. */
  readonly lanes: readonly (readonly ReplaySale[])[];
  readonly imported: Imported;
  /** The business day that is played; all of the file when none was chosen. */
  readonly day: string | undefined;
  /** From the first sale to the last, in the shop's own time. */
  readonly spanMs: number;
}

/**
 * Turns a shop's file into what each lane will sell, and when. `day` plays one business day;
 * `busiest` the one with most transactions.
 */
export function planLanes(options: {
  readonly text: string;
  readonly map: ImportMap;
  readonly lanes: number;
  readonly day?: string;
}): LanePlan {
  const {text, map, lanes} = options;
  const imported = importTransactions({text, map, lanes});
  const day = options.day === 'busiest' ? busiestDay(imported) : options.day;
  const chosen = imported.transactions.filter(
    ({transaction}) => day === undefined || transaction.businessDayDate === day,
  );
  const times = chosen.map(({transaction}) => Date.parse(transaction.endDateTime));
  const startMs = times.reduce((least, time) => Math.min(least, time), Number.POSITIVE_INFINITY);
  const endMs = times.reduce((most, time) => Math.max(most, time), 0);
  const sales: ReplaySale[][] = Array.from({length: lanes}, () => []);
  for (const [at, {transaction, lane}] of chosen.entries()) {
    sales[lane - 1]?.push({
      submissionId: `replay-${at + 1}`,
      body: utf8Decode(encodeTransaction(transaction)),
      atMs: (times[at] ?? startMs) - startMs,
    });
  }
  for (const lane of sales) lane.sort((a, b) => a.atMs - b.atMs);
  return {lanes: sales, imported, day, spanMs: chosen.length === 0 ? 0 : endMs - startMs};
}

function busiestDay({transactions}: Imported): string | undefined {
  const counts = new Map<string, number>();
  for (const {transaction} of transactions) {
    const {businessDayDate} = transaction;
    counts.set(businessDayDate, (counts.get(businessDayDate) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]))[0]?.[0];
}
