import {ForwardingHub} from './forwarding-hub.ts';
import {aim, type Report, show} from './report.ts';
import {type LineFacts, SlowLine} from './slow-line.ts';
import {until} from './until.ts';

/** Slow enough that the lines are the limit, and not what packs and unpacks. */
const FIBRE: LineFacts = {bitsPerSecond: 1_000_000, oneWayMs: 10};
const DSL: LineFacts = {bitsPerSecond: 500_000, oneWayMs: 30};

interface Line {
  readonly name: string;
  readonly facts: LineFacts;
}

/** A backlog over one line, over another, and over both at once. */
export async function stripeBench(entries: number): Promise<Report> {
  const hub = await ForwardingHub.open();
  try {
    const lines: readonly Line[] = [
      {name: 'fibre', facts: FIBRE},
      {name: 'dsl', facts: DSL},
    ];
    const rows: string[][] = [];
    const rates: number[] = [];
    for (const used of [lines.slice(0, 1), lines.slice(1), lines]) {
      const perSecond = await drainRate(hub, {lines: used, entries});
      rates.push(perSecond);
      rows.push([used.map(({name}) => name).join(' and '), facts(used), show(perSecond, 0)]);
    }
    const [fibre = 0, dsl = 0, both = 0] = rates;
    const share = both / (fibre + dsl);
    const head = ['over', 'Mbit/s, ms there and back', 'transactions/s'];
    return {
      part: 'stripe',
      title: 'A backlog striped over two lines',
      tables: [{head, rows}],
      aims: [aim('both ÷ sum of the two alone', {atLeast: 0.95}, {measured: share})],
      notes: [],
    };
  } finally {
    await hub.close();
  }
}

function facts(lines: readonly Line[]): string {
  return lines
    .map(({facts: {bitsPerSecond, oneWayMs}}) => `${bitsPerSecond / 1e6}, ${2 * oneWayMs}`)
    .join(' · ');
}

/** Transactions a second, from when all lines are known to the last that head office holds. */
async function drainRate(
  hub: ForwardingHub,
  {lines, entries}: {readonly lines: readonly Line[]; readonly entries: number},
): Promise<number> {
  const emulated = lines.map(({name, facts: line}) => ({
    name,
    line: new SlowLine(hub.gateway, line),
  }));
  const ways = await Promise.all(
    emulated.map(async ({name, line}) => ({name, port: await line.listen(), metered: false})),
  );
  await hub.record(entries);
  const run = hub.forward(ways);
  try {
    await until('every line is known', () => run.allHealthy);
    const [startMs, unsent] = [performance.now(), hub.unsent];
    await until('everything is held', () => hub.unsent === 0);
    return (unsent / (performance.now() - startMs)) * 1000;
  } finally {
    await run.stop();
    for (const {line} of emulated) line.close();
  }
}
