import {writeFileSync} from 'node:fs';
import {parseArgs} from 'node:util';
import {MISFORTUNES} from './misfortune.ts';
import {strikeWhole, type WholeStrikes} from './strike-whole.ts';
import {straceMissing} from './work.ts';

const USAGE =
  'usage: node tooling/crash-lab/whole-program.ts [--minutes M] [--seed S] [--only WORD] [--json FILE]';
const EX_USAGE = 64;
const EX_UNAVAILABLE = 69;

const {values} = parseArgs({
  options: {
    minutes: {type: 'string', default: '5'},
    seed: {type: 'string', default: '1'},
    only: {type: 'string', default: ''},
    json: {type: 'string'},
  },
});
const [minutes, seed] = [Number(values.minutes), Number(values.seed)];
const missing = straceMissing();
const chosen = MISFORTUNES.filter(({fault}) => fault.includes(values.only));
if (!(minutes > 0) || !Number.isSafeInteger(seed) || chosen.length === 0 || missing) {
  process.stderr.write(`${missing === undefined ? USAGE : `the crash lab ${missing}`}\n`);
  process.exit(missing === undefined ? EX_USAGE : EX_UNAVAILABLE);
}

const startMs = performance.now();
const wholes: WholeStrikes[] = [];
for (const [at, misfortune] of chosen.entries()) {
  // What one leaves of its time is for those after it.
  const leftMs = minutes * 60_000 - (performance.now() - startMs);
  const endMs = performance.now() + leftMs / (chosen.length - at);
  const enough = () => performance.now() > endMs;
  const came = await strikeWhole(misfortune, {seed: seed + at, enough});
  wholes.push(came);
  const {fault, struck, named, sales, troubles} = came;
  process.stdout.write(
    `${troubles.length === 0 ? '✓' : '✗'} ${fault}: ${struck} strikes, ${sales} sales, ${named} named\n`,
  );
  for (const trouble of troubles) process.stdout.write(`  ${trouble}\n`);
}
if (values.json !== undefined) {
  const seconds = (performance.now() - startMs) / 1000;
  writeFileSync(values.json, JSON.stringify({wholes, seconds}));
}
const good = wholes.every(({struck, troubles}) => struck > 0 && troubles.length === 0);
process.exitCode = good ? 0 : 1;
