import {cpus, release, totalmem} from 'node:os';
import {ackBench} from './ack-bench.ts';
import {adoptBench} from './adopt-bench.ts';
import {bytesBench} from './bytes-bench.ts';
import {drainBench} from './drain-bench.ts';
import {failoverBench} from './failover-bench.ts';
import {millionBench} from './million-bench.ts';
import {type Report, reportText} from './report.ts';
import {stripeBench} from './stripe-bench.ts';

const args = new Set(process.argv.slice(2));
const quick = args.has('--quick');
const peers = args.has('--peers');

const PARTS: Readonly<Record<string, () => Promise<Report>>> = {
  ack: () => {
    const pace = {warmUpMs: 300, forMs: 1_000};
    return quick
      ? ackBench({tills: [1, 32], rounds: 1, pace, peers})
      : ackBench({tills: [1, 8, 32, 64], rounds: 5, pace, peers});
  },
  bytes: () => bytesBench(),
  drain: () => drainBench(quick ? 5_000 : 100_000),
  stripe: () => stripeBench(quick ? 20_000 : 60_000),
  million: () => millionBench(quick ? 100_000 : 1_000_000),
  adopt: () => adoptBench(quick ? {entries: 5_000, rounds: 1} : {entries: 100_000, rounds: 3}),
  failover: () => failoverBench(quick ? 3 : 20),
};

const chosen = Object.keys(PARTS).filter(name => args.has(name));
const parts = chosen.length > 0 ? chosen : Object.keys(PARTS);
const [cpu] = cpus();
const memory = Math.round(totalmem() / 2 ** 30);
const machine = `${cpu?.model ?? 'unknown processor'}, ${cpus().length} cores, ${memory} GiB, Linux ${release()}, Node ${process.versions.node}`;

const reports: Report[] = [];
const say = (text: string) =>
  args.has('--json') ? undefined : process.stdout.write(`${text}\n\n`);
say(machine);
for (const part of parts) {
  const report = await PARTS[part]?.();
  if (!report) continue;
  reports.push(report);
  say(reportText(report));
}
if (args.has('--json')) process.stdout.write(`${JSON.stringify({machine, reports})}\n`);
