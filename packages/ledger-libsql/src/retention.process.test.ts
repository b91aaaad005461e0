import {spawn, spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {cpSync, existsSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import type {LedgerReader} from '@holdfast/ledger';
import {accepted, TestLane} from '@holdfast/ledger/testing';
import {nodeDigest, systemClock} from '@holdfast/platform-node';
import {toHex, utf8Encode} from '@holdfast/std';
import {HUB_WORKSTATION} from '@holdfast/wire';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {clockDaysAgo, openAs, signAll} from './testing/retained.ts';
import {verifyLibsqlLedgers} from './verify-libsql-ledgers.ts';

const SWEEPER = fileURLToPath(new URL('./testing/sweeper.ts', import.meta.url));
const ALL = {entriesMax: 9_999, bodyBytesMax: 99_999_999};
const canTrace = spawnSync('strace', ['-o', '/dev/null', 'true']).status === 0;
/** Every call that changes what a later start finds, until the child has come to its end. */
const STEPS = 'fsync,fdatasync,unlink,unlinkat';
const STEPS_MAX = 400;

let folder: string;
/** Every entry by ledger and position, before anything was deleted. */
const stood = new Map<string, {readonly hash: string; readonly ofHub: boolean}>();

/** Two hubs' ledgers, old and covered; the newest sales are neither. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-'));
  const directory = join(folder, 'origin');
  const tills = [1, 2].map(at => new TestLane({digest: nodeDigest, workstationId: `W0${at}`}));
  const sell = async (ledgers: Awaited<ReturnType<typeof openAs>>, count: number) => {
    for (let sale = 0; sale < count; sale += 1) {
      const entry = tills[sale % 2]?.next();
      if (entry) await ledgers.current.append(accepted(entry));
    }
  };
  const first = await openAs('first', {directory, shell: 'inline', clock: clockDaysAgo(450)});
  await sell(first, 10);
  await first.hubJournal.append('alarm', utf8Encode('{"of": "the first"}'));
  await first.close();
  const second = await openAs('second', {directory, shell: 'inline', clock: clockDaysAgo(420)});
  await sell(second, 12);
  await second.hubJournal.append('alarm', utf8Encode('{"of": "the second"}'));
  await sell(second, 12);
  await second.close();
  const today = await openAs('second', {directory, shell: 'inline', clock: systemClock});
  await signAll(today);
  await sell(today, 9);
  for (const ledger of [...today.previous, today.current]) {
    for (const {line, entry} of (await ledger.readAfter(0, ALL)).entries) {
      const ofHub = entry.header.workstationId === HUB_WORKSTATION;
      stood.set(`${ledger.ledgerId}/${line.position}`, {hash: toHex(line.entryHash), ofHub});
    }
  }
  await today.close();
});
afterAll(() => rmSync(folder, {recursive: true}));

/**
 * A copy of the origin, swept by a process of its own; killed at this step of its, if it has it.
 */
async function sweep(step: number | undefined) {
  const directory = mkdtempSync(join(folder, 'run-'));
  cpSync(join(folder, 'origin'), directory, {recursive: true});
  return {directory, killed: await sweepIn(directory, step)};
}

async function sweepIn(directory: string, step: number | undefined): Promise<boolean> {
  const inject = ['-e', `trace=${STEPS}`, '-e', `inject=${STEPS}:signal=KILL:when=${step}`];
  const traced = ['strace', '-f', '-qq', '-o', '/dev/null', ...inject];
  const [command = '', ...args] = [
    ...(step === undefined ? [] : traced),
    ...[process.execPath, SWEEPER, directory],
  ];
  const child = spawn(command, args, {stdio: ['ignore', 'pipe', 'inherit']});
  let printed = '';
  child.stdout.on('data', data => {
    printed += String(data);
  });
  await once(child, 'close');
  return !printed.includes('closed');
}

/** What is here is what stood there; what is not here was old and covered. Answers what is left. */
async function check(directory: string) {
  for (const {file, verdict} of await verifyLibsqlLedgers({
    directory: join(directory, 'ledgers'),
    signatures: true,
  })) {
    expect(verdict, file).toMatchObject({broken: undefined});
  }
  const ledgers = await openAs('second', {directory, shell: 'inline'});
  const {current, previous} = ledgers;
  expect(ledgers.report).toMatchObject({opened: 'existing', lost: undefined, unreadable: []});
  const left = new Set<string>();
  const take = (ledger: Pick<LedgerReader, 'ledgerId'>, position: number, hash: string) => {
    const name = `${ledger.ledgerId}/${position}`;
    const before = stood.get(name);
    if (before) expect(hash, name).toBe(before.hash);
    left.add(name);
  };
  for (const ledger of [...previous, current]) {
    const {entries} = await ledger.readAfter(0, ALL);
    for (const {line} of entries) take(ledger, line.position, toHex(line.entryHash));
    expect(entries.map(({line}) => line.position)).toEqual(
      entries.map((_, at) => ledger.prunedTo().position + 1 + at),
    );
    for (const {ledgerId, entry} of await ledger.keptEntries()) {
      take({ledgerId}, entry.line.position, toHex(entry.line.entryHash));
    }
  }
  for (const [name, {ofHub}] of stood) if (ofHub) expect(left).toContain(name);
  for (let position = 27; position <= 35; position += 1) {
    expect(left).toContain(`${current.ledgerId}/${position}`); // today's nine
  }
  const [tail] = current.lanes().filter(({workstationId}) => workstationId === 'W01');
  expect(tail?.sequenceNumber).toBe(5 + 12 + 5);
  const [begins, ledgersLeft] = [current.prunedTo().position, previous.length];
  await ledgers.close();
  return {begins, ledgersLeft};
}

test('what is old and covered goes, a whole file of it too, and the rest is as it was', async () => {
  const {directory, killed} = await sweep(undefined);
  expect(killed).toBe(false);
  const {begins, ledgersLeft} = await check(directory);
  expect(begins).toBeGreaterThan(12);
  expect(ledgersLeft).toBe(0);
  expect(existsSync(join(directory, 'ledgers', 'ledger-0001.db'))).toBe(false);
});

test.skipIf(!canTrace)(
  'killed at any step of a deletion: nothing else is gone, the ledger opens, and the next start ends it',
  {timeout: 600_000},
  async () => {
    const whole = await check((await sweep(undefined)).directory);
    const seen = new Set<string>();
    const killAt = async (step: number) => {
      const {directory, killed} = await sweep(step);
      const {begins, ledgersLeft} = await check(directory);
      seen.add(`${begins}/${ledgersLeft}`);
      if (killed) expect(await sweepIn(directory, undefined)).toBe(false);
      expect(await check(directory)).toEqual(whole);
      rmSync(directory, {recursive: true});
      return killed;
    };
    let step = 1;
    for (let killed = true; killed && step < STEPS_MAX; step += 2) {
      killed = (await Promise.all([killAt(step), killAt(step + 1)])).every(struck => struck);
    }
    expect(step).toBeLessThan(STEPS_MAX);
    // Before, after the file, and with the ledger shortened in part and in whole.
    expect(seen.size).toBeGreaterThan(3);
  },
);
