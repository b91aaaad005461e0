import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {brotliCompressSync, constants} from 'node:zlib';
import {LocalStore} from '@holdfast/cli/store';
import {concatBytes} from '@holdfast/std';
import {BenchLane} from './bench-lane.ts';
import {aim, type Report, show} from './report.ts';
import {SlowLine} from './slow-line.ts';
import {until} from './until.ts';
import {realisticSales} from './work-load.ts';

const TILLS = 8;
const LINE = {bitsPerSecond: 20_000_000, oneWayMs: 10};

const HEAD = [
  'transactions',
  'body bytes each',
  'bytes each on the wire',
  'plain brotli batches of 1,000, bytes each',
  'transactions/s',
  'seconds to the first held',
  'seconds in all',
];

/**
 * A backlog over a line of 20 Mbit/s and 20 ms there and back, from the first byte until head
 * office holds it all.
 */
export async function drainBench(transactions: number): Promise<Report> {
  const directory = mkdtempSync(join(tmpdir(), 'holdfast-'));
  let line: SlowLine | undefined;
  const store = new LocalStore({
    directory,
    storeId: '017',
    loopbackMulticast: false,
    lineTo: async gateway => {
      line = new SlowLine(gateway, LINE);
      return {host: '127.0.0.1', port: await line.listen()};
    },
  });
  const held = async () => (await store.hubStatus())?.ledger.heldPosition ?? 0;
  const allHeld = async () => (await store.hubStatus())?.ledger.unsent === 0;
  try {
    await store.startGateway();
    await store.startHub();
    await until('the hub is known', allHeld);
    store.internet.cut('fibre');
    store.internet.cut('lte');
    const bodies = realisticSales(transactions);
    const each = Math.ceil(transactions / TILLS);
    const lanes: BenchLane[] = [];
    for (let lane = 0; lane < TILLS; lane++) {
      const opened = await BenchLane.open({
        link: await store.pairingLink(),
        workstationId: `W${lane + 1}`,
      });
      await opened.load(bodies.slice(lane * each, (lane + 1) * each));
      lanes.push(opened);
    }
    await Promise.all(lanes.map(lane => lane.recordAll(32)));
    for (const lane of lanes) lane.close();
    if (!line) throw new Error('the line is there once the gateway runs');
    const before = line.upBytes;
    const heldBefore = await held();
    const startMs = performance.now();
    store.internet.restore('fibre');
    await until('the first are held', async () => (await held()) > heldBefore);
    const firstMs = performance.now();
    await until('all are held', allHeld);
    const endMs = performance.now();
    const wireBytes = (line.upBytes - before) / transactions;
    const body = bodies.reduce((sum, {length}) => sum + length, 0) / transactions;
    const row = [
      transactions.toLocaleString('en-GB'),
      show(body, 0),
      show(wireBytes, 0),
      show(plainBatches(bodies.slice(0, 5_000)), 0),
      show(transactions / ((endMs - firstMs) / 1000), 0),
      show((firstMs - startMs) / 1000, 1),
      show((endMs - startMs) / 1000, 1),
    ];
    const measured = {measured: wireBytes, unit: 'bytes', digits: 0};
    return {
      part: 'drain',
      title: 'Drain of a backlog over 20 Mbit/s and 20 ms; signatures, TLS and HTTP included',
      tables: [{head: HEAD, rows: [row]}],
      aims: [aim('a transaction on the wire', {atMost: 140}, measured)],
      notes: [],
    };
  } finally {
    await store.stop();
    line?.close();
    rmSync(directory, {recursive: true});
  }
}

/**
 * What the plain way costs: bodies of 1,000 transactions back to back, brotli 5, no header, hash or
 * signature.
 */
function plainBatches(bodies: readonly Uint8Array[]): number {
  let packed = 0;
  for (let at = 0; at < bodies.length; at += 1_000) {
    const params = {[constants.BROTLI_PARAM_QUALITY]: 5};
    packed += brotliCompressSync(concatBytes(...bodies.slice(at, at + 1_000)), {params}).length;
  }
  return packed / bodies.length;
}
