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
export async function stripeBench(seconds: number): Promise<Report> {
  const hub = await ForwardingHub.open();
  try {
    const lines: readonly Line[] = [
      {name: 'fibre', facts: FIBRE},
      {name: 'dsl', facts: DSL},
    ];
    const rows: string[][] = [];
    const rates: number[] = [];
    for (const used of [lines.slice(0, 1), lines.slice(1), lines]) {
      const perSecond = await drainRate(hub, {lines: used, seconds});
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

/**
 * Transactions a second from the first delivery on, while there is more to send: how a drain begins
 * and ends is another figure.
 */
async function drainRate(
  hub: ForwardingHub,
  {lines, seconds}: {readonly lines: readonly Line[]; readonly seconds: number},
): Promise<number> {
  const emulated = lines.map(({name, facts: line}) => ({
    name,
    line: new SlowLine(hub.gateway, line),
  }));
  const ways = await Promise.all(
    emulated.map(async ({name, line}) => ({name, port: await line.listen(), metered: false})),
  );
  const bitsPerSecond = lines.reduce((sum, {facts: line}) => sum + line.bitsPerSecond, 0);
  const enough = Math.ceil((bitsPerSecond / 8 / BYTES_EACH_MIN) * seconds);
  await hub.record(enough - hub.unsent);
  const run = hub.forward(ways);
  try {
    await until('the backlog is under way', () => run.allHealthy && run.deliveries.length > 0);
    const from = run.deliveries.length;
    const startMs = performance.now();
    await new Promise(resolve => setTimeout(resolve, seconds * 1000));
    const took = run.deliveries.slice(from);
    const elapsedMs = performance.now() - startMs;
    if (hub.unsent === 0) throw new Error('the backlog ended before its rate was measured');
    return (took.reduce((sum, {entries}) => sum + entries, 0) / elapsedMs) * 1000;
  } finally {
    await run.stop();
    for (const {line} of emulated) line.close();
  }
}

/** A transaction surely takes more of the line than this, so that a backlog lasts. */
const BYTES_EACH_MIN = 100;
