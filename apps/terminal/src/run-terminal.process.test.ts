import {type ChildProcess, spawn} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {fileURLToPath} from 'node:url';
import {saleDraft} from '@holdfast/domain/testing';
import {openLibsqlJournal} from '@holdfast/journal-libsql';
import {nodeDigest, systemClock, systemRandom} from '@holdfast/platform-node';
import {silentLog} from '@holdfast/std';
import {FakeHub} from '@holdfast/terminal-sdk/testing';
import {afterEach, beforeEach, expect, test} from 'vitest';
import type {TerminalConfigInput} from './config.ts';

const MAIN = fileURLToPath(new URL('./testing/agent-main.ts', import.meta.url));
/**
 * Each process starts in a few hundred milliseconds: enough kills to meet many places, and no more.
 */
const KILLS = 8;
const SALES_MAX = 200;

let directory: string;
let agent: Agent | undefined;

interface Agent {
  readonly url: string;
  readonly process: ChildProcess;
  readonly ended: Promise<number | NodeJS.Signals>;
}

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'holdfast-'));
  const journal = await openJournal();
  const hub = new FakeHub({clock: systemClock, random: systemRandom, digest: nodeDigest});
  const {journalId, key} = journal;
  const pairing = hub.admit({journalId, publicKey: key.publicKey});
  const nowhere = {host: '127.0.0.1', port: 9}; // nobody: these tills sell alone
  await journal.keepPairing({...pairing, lastAddress: nowhere, linkAddress: nowhere});
  await journal.close();
});
afterEach(async () => {
  agent?.process.kill('SIGKILL');
  await agent?.ended;
  agent = undefined;
  rmSync(directory, {recursive: true});
});

function openJournal() {
  const place = {directory: join(directory, 'journal'), digest: nodeDigest, log: silentLog};
  const dataKeys = {file: join(place.directory, 'data-keys.json'), credential: undefined};
  return openLibsqlJournal({...place, dataKeys});
}

async function journaled() {
  const journal = await openJournal();
  const place = {sequenceNumber: 0, entriesMax: 10_000, bytesMax: Number.MAX_SAFE_INTEGER};
  const entries = await journal.readAfter(place);
  await journal.close();
  return entries;
}

function launch(more: TerminalConfigInput = {}) {
  const config: TerminalConfigInput = {
    data_dir: directory,
    listen: '127.0.0.1:0',
    discovery: {enabled: false},
    log: {level: 'silent'},
    ...more,
  };
  const child = spawn(process.execPath, [MAIN, JSON.stringify(config)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | NodeJS.Signals>(resolve => {
    child.once('exit', (code, signal) => resolve(signal ?? code ?? -1));
  });
  return {child, ended};
}

async function start(more?: TerminalConfigInput): Promise<Agent> {
  const {child, ended} = launch(more);
  for await (const line of createInterface({input: child.stdout})) {
    agent = {url: JSON.parse(line).url, process: child, ended};
    return agent;
  }
  throw new Error(`the agent ended (${await ended}) before it was ready`);
}

async function sell({url}: Agent, submissionId: string) {
  const response = await fetch(`${url}/v1/transactions`, {
    method: 'POST',
    headers: {'content-type': 'application/json', 'idempotency-key': submissionId},
    body: JSON.stringify(saleDraft()),
  });
  expect([200, 201]).toContain(response.status);
  const {receiptNumber, repeated} = await response.json();
  return {receiptNumber: String(receiptNumber), repeated: Boolean(repeated)};
}

test('a till that is killed right after its answer gives the same receipt again, and one sale', async () => {
  const first = await sell(await start(), 'cart-1');
  agent?.process.kill('SIGKILL');
  expect(await agent?.ended).toBe('SIGKILL');
  const again = await sell(await start(), 'cart-1');
  expect(again).toEqual({receiptNumber: first.receiptNumber, repeated: true});
  agent?.process.kill('SIGTERM');
  expect(await agent?.ended).toBe(0);
  expect(await journaled()).toHaveLength(1);
});

test('a till that is killed at any moment makes each sale once, under one receipt', async () => {
  const receipts = new Map<string, string>();
  let askedAgain = 0;
  let kills = 0;
  let till = await start();
  for (let sale = 0; kills < KILLS && sale < SALES_MAX; sale++) {
    const submissionId = `cart-${sale}`;
    // Every third sale meets a kill somewhere between its sending and its answer.
    const killed = sale % 3 === 2;
    if (killed) setTimeout(() => till.process.kill('SIGKILL'), (kills * 7) % 20);
    const answer = await sell(till, submissionId).catch(() => undefined);
    if (answer) receipts.set(submissionId, answer.receiptNumber);
    if (!killed) continue;
    expect(await till.ended).toBe('SIGKILL');
    kills += 1;
    till = await start();
    const {receiptNumber} = await sell(till, submissionId);
    if (!answer) askedAgain += 1;
    expect(receipts.get(submissionId) ?? receiptNumber).toBe(receiptNumber);
    receipts.set(submissionId, receiptNumber);
  }
  expect(kills).toBe(KILLS);
  expect(askedAgain).toBeGreaterThan(0); // some were cut before they were answered
  till.process.kill('SIGTERM');
  await till.ended;
  const entries = await journaled();
  expect(entries.map(({submissionId}) => submissionId).sort()).toEqual([...receipts.keys()].sort());
  expect(new Set(receipts.values()).size).toBe(receipts.size);
});

test('a second till on the same journal is refused', async () => {
  await start();
  const {child, ended} = launch();
  let said = '';
  child.stderr.on('data', data => {
    said += String(data);
  });
  expect(await ended).toBe(1);
  expect(said).toBe('database/in-use\n');
});

test('a till takes files as well, and answers what is in hand before it stops', async () => {
  const watch = join(directory, 'inbox');
  const till = await start({watch});
  writeFileSync(join(watch, 'sale.json'), JSON.stringify(saleDraft()));
  const events = await fetch(`${till.url}/v1/events`);
  const reader = events.body?.getReader();
  let heard = '';
  while (!heard.includes('event: custody')) {
    const part = await reader?.read();
    if (!part || part.done) break;
    heard += new TextDecoder().decode(part.value);
  }
  till.process.kill('SIGTERM');
  expect(await till.ended).toBe(0);
  // What was said before the end may still lie in the socket; after it comes the end.
  let last = await reader?.read();
  while (last && !last.done) last = await reader?.read();
  expect(last).toMatchObject({done: true});
  const [entry] = await journaled();
  expect(entry?.submissionId).toMatch(/^file:sale\.json:/);
  const receipt = JSON.parse(readFileSync(join(watch, 'sale.receipt.json'), 'utf8'));
  expect(receipt.receiptNumber).toMatch(/^W01-.*-000001$/);
});
