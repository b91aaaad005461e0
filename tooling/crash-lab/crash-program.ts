import {writeFileSync} from 'node:fs';
import {parseArgs} from 'node:util';
import {flipBits} from './flip-bits.ts';
import {cutPower} from './power-cut.ts';
import {DURABLE_CALLS, STRIKES, type Strike, strikeCalls} from './strike-calls.ts';
import type {SubjectName} from './subject.ts';
import type {Trouble} from './trouble.ts';
import {inFolder, type Recording, record, straceMissing} from './work.ts';

const USAGE = 'usage: npm run crash-lab [-- --minutes M] [--seed S] [--json FILE]';
const EX_USAGE = 64;
const EX_UNAVAILABLE = 69;
const SUBJECTS: readonly SubjectName[] = ['ledger', 'journal'];
/** Half the time is for strikes, the other half for power cuts and flipped bits. */
const STRIKE_SHARE = 0.5;
const STATES = 100;

const {values} = parseArgs({
  options: {
    minutes: {type: 'string', default: '5'},
    seed: {type: 'string', default: '1'},
    json: {type: 'string'},
  },
});
const [minutes, firstSeed] = [Number(values.minutes), Number(values.seed)];
const missing = straceMissing();
if (!(minutes > 0) || !Number.isSafeInteger(firstSeed) || missing !== undefined) {
  process.stderr.write(`${missing === undefined ? USAGE : `the crash lab ${missing}`}\n`);
  process.exit(missing === undefined ? EX_USAGE : EX_UNAVAILABLE);
}

const startMs = performance.now();
const passed = (share: number) => performance.now() - startMs > share * minutes * 60_000;
const troubles: Trouble[] = [];
const struck: Record<string, number> = {};
const counts = {
  powerCuts: 0,
  flips: 0,
  flipsNamed: 0,
  recordings: 0,
  controls: 0,
  controlsBlind: 0,
};

await strikeAll();
await rebuildStates();

const seconds = (performance.now() - startMs) / 1000;
const strikes = Object.values(struck).reduce((sum, count) => sum + count, 0);
say(`crash lab: ${strikes} calls struck, ${counts.powerCuts} power cuts, ${counts.flips} flips`);
for (const [strike, count] of Object.entries(struck)) say(`  ${strike}: ${count} calls`);
say(`  flipped bits that were named: ${counts.flipsNamed}`);
say(`  controls: ${counts.controls}, of which ${counts.controlsBlind} lost nothing`);
for (const {invariant, at, detail} of troubles) say(`✗ ${invariant} at ${at}: ${detail}`);
const good = troubles.length === 0 && counts.controls > counts.controlsBlind && strikes > 0;
say(good ? '✓ nothing that was acknowledged is lost' : '✗ something is wrong');
if (values.json !== undefined) {
  writeFileSync(values.json, JSON.stringify({struck, ...counts, seconds, troubles}));
}
process.exitCode = good ? 0 : 1;

/** Kills first, and at every call; then errors, at as many as there is time for. */
async function strikeAll(): Promise<void> {
  for (const strike of strikeNames()) {
    for (const call of DURABLE_CALLS) {
      for (const subject of SUBJECTS) {
        if (passed(STRIKE_SHARE)) return;
        const stop = () => passed(STRIKE_SHARE);
        const came = await strikeCalls({subject, call, strike, stop});
        struck[strike] = (struck[strike] ?? 0) + came.struck;
        troubles.push(...came.troubles);
        say(`${strike} at ${call} of the ${subject}: ${came.struck} calls, ${came.acks} acks`);
      }
    }
  }
}

async function rebuildStates(): Promise<void> {
  for (let seed = firstSeed; !passed(1); seed += 1) {
    const subject = seed % 4 === 0 ? 'journal' : 'ledger';
    const work = {subject, lanes: 1 + (seed % 7), entries: 30 + (seed % 50)} as const;
    const blank = seed % 5 === 0;
    await inFolder(async directory => openStates(await record(directory, work, {blank}), seed));
    counts.recordings += 1;
  }
}

async function openStates(recording: Recording, seed: number): Promise<void> {
  const cuts = await cutPower(recording, {seed, states: STATES});
  counts.powerCuts += cuts.states;
  const flips = await flipBits(recording, {seed, states: STATES / 2});
  counts.flips += flips.states;
  counts.flipsNamed += flips.named;
  const named = (one: Trouble) => ({...one, detail: `seed ${seed}: ${one.detail}`});
  troubles.push(...[...cuts.troubles, ...flips.troubles].map(named));
  const control = await cutPower(recording, {seed, states: STATES / 10, ignoreSyncs: true});
  counts.controls += 1;
  if (control.troubles.length === 0) counts.controlsBlind += 1;
}

function strikeNames(): readonly Strike[] {
  return Object.keys(STRIKES).filter(isStrike);
}

function isStrike(name: string): name is Strike {
  return Object.hasOwn(STRIKES, name);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
