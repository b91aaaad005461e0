import {execFileSync} from 'node:child_process';
import {writeFileSync} from 'node:fs';
import {availableParallelism} from 'node:os';
import {resolve} from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {brokenBounds} from './bounds.ts';
import {strainCaps} from './caps.ts';
import {endurancePage} from './endurance-page.ts';
import {endure} from './endure.ts';
import type {Endured, Sample} from './endured.ts';

const USAGE =
  'usage: npm run endurance [-- --transactions N] [--days D] [--tills T] [--only days|caps] [--json FILE] [--out FILE]';
const EX_USAGE = 64;
const root = fileURLToPath(new URL('../../', import.meta.url));

const {values} = parseArgs({
  options: {
    transactions: {type: 'string', default: '100000'},
    days: {type: 'string', default: '30'},
    tills: {type: 'string', default: '8'},
    only: {type: 'string', default: ''},
    json: {type: 'string'},
    out: {type: 'string'},
  },
});
const [transactions, days, tills] = [values.transactions, values.days, values.tills].map(Number);
if (!isCount(transactions) || !isCount(days) || !isCount(tills)) {
  process.stderr.write(`${USAGE}\n`);
  process.exit(EX_USAGE);
}

const commit = commitOf(); // of what runs, whatever happens to the checkout meanwhile
const caps = values.only === 'days' ? undefined : await strainCaps();
if (values.only !== 'days')
  say(caps ? capsLine(caps) : '– caps: left out, as it needs root to mount a small disk');
if (values.only !== 'caps') {
  const ran = await endure({transactions, days, tills, onSample: sample => say(line(sample))});
  const run: Endured = {
    commit,
    date: new Date().toISOString().slice(0, 10),
    cores: availableParallelism(),
    ...{transactions, days, tills, ...ran, caps},
  };
  const broken = brokenBounds(run);
  for (const one of broken) say(`✗ ${one}`);
  const {journaled, recorded, held} = run.proof.counts;
  say(`${journaled} journaled, ${recorded} recorded, ${held} held, each exactly once`);
  const what = `${days} days without the internet, ${transactions} transactions`;
  say(broken.length === 0 ? `✓ ${what}: every bound held` : `✗ ${what}`);
  if (values.json !== undefined) writeFileSync(resolve(values.json), JSON.stringify(run));
  if (values.out !== undefined) writeFileSync(resolve(values.out), endurancePage(run));
  if (broken.length > 0) process.exitCode = 1;
}

function line({day, seconds, hub, gateway, ...sample}: Sample): string {
  const mb = (bytes: number) => (bytes / 1e6).toFixed(0);
  return [
    `day ${day}`,
    `${seconds.toFixed(0)} s`,
    `hub ${hub.residentMb.toFixed(0)} MB (heap ${hub.heapMb.toFixed(0)}), ${hub.files} files, ${hub.sockets} sockets`,
    `gateway ${gateway.residentMb.toFixed(0)} MB (heap ${gateway.heapMb.toFixed(0)}), ${gateway.files} files`,
    `disk ${mb(sample.hubBytes)} + ${mb(sample.gatewayBytes)} + ${mb(sample.tillBytes)} MB, logs ${mb(sample.logBytes)}`,
    `recorded ${sample.recorded}, unsent ${sample.unsent}, refused ${sample.refusals}`,
    sample.state,
  ].join(' · ');
}

function capsLine({hub, till}: NonNullable<Endured['caps']>): string {
  return [
    `caps: a hub on a disk of ${hub.diskMb} MB recorded ${hub.recorded}, then answered ${hub.answer}`,
    `${hub.refused} times; ${hub.heldMeanwhile} were held meanwhile, and ${hub.recordedLater} recorded`,
    `once there was room; a till with a journal of ${till.capMb} MB sold ${till.sold}, then answered`,
    `${till.status} ${till.code}`,
  ].join(' ');
}

function isCount(value: number | undefined): value is number {
  return value !== undefined && Number.isSafeInteger(value) && value > 0;
}

function commitOf(): string {
  try {
    const options = {cwd: root, encoding: 'utf8'} as const;
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], options).trim();
  } catch {
    return 'unknown';
  }
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
