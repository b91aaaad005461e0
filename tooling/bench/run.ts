import {cpus, release, totalmem} from 'node:os';
import {ackBench} from './ack-bench.ts';
import {drainBench} from './drain-bench.ts';

const args = new Set(process.argv.slice(2));
const quick = args.has('--quick');
const chosen = ['ack', 'drain'].filter(name => args.has(name));
const run = (name: string) => chosen.length === 0 || chosen.includes(name);

const [cpu] = cpus();
console.log(
  `${cpu?.model ?? 'unknown processor'}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Linux ${release()}, Node ${process.versions.node}\n`,
);

if (run('ack')) {
  console.log(
    'Durable acks, closed loop, every check; medians of rounds; yardsticks in the same round.\n',
  );
  const options = quick
    ? {tills: [1, 8], rounds: 1, pace: {warmUpMs: 300, forMs: 1_000}}
    : {tills: [1, 8, 32], rounds: 5, pace: {warmUpMs: 300, forMs: 1_000}};
  console.log(`${await ackBench({...options, peers: args.has('--peers')})}\n`);
}
if (run('drain')) {
  console.log('Drain of a backlog over 20 Mbit/s and 20 ms; signatures, TLS and HTTP included.\n');
  console.log(`${await drainBench(quick ? 5_000 : 100_000)}\n`);
}
