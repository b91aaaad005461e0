import {expect, test} from 'vitest';
import {runScript} from './testing-script.ts';

/**
 * What kills the process in libsql 0.5.29, proved on libsql itself: an upgrade that cures one fails
 * here, and the guard against it can go. What the wrapper does instead stands in parameters.test.ts
 * and in the README.
 */
const ABORTS = {
  'a boolean in an array': 'two.run([true, 1n])',
  'a boolean by name': 'named.run({a: true, b: 1n})',
  'a boolean alone': 'one.run(true)',
  'a Buffer alone': "one.run(Buffer.from('x'))",
  'a Uint8Array alone': 'one.run(new Uint8Array(2))',
  'a date alone': 'one.run(new Date(0))',
  'an object where ? stands': 'one.run({x: 1n})',
  'TEXT that is not UTF-8, when it is read':
    'database.exec("INSERT INTO t VALUES (CAST(x\'ff\' AS TEXT), 1)"); all.all([])',
} as const;

const prologue = `
  import Libsql from 'libsql';
  const database = new Libsql(':memory:');
  database.exec('CREATE TABLE t (a, b)');
  const one = database.prepare('INSERT INTO t (a) VALUES (?)');
  const two = database.prepare('INSERT INTO t VALUES (?, ?)');
  const named = database.prepare('INSERT INTO t VALUES (:a, :b)');
  const all = database.prepare('SELECT a, b FROM t');
  process.stdout.write('ready ');`;

test.each(Object.entries(ABORTS))('libsql aborts on %s', async (_, call) => {
  const end = await runScript(`${prologue} ${call}; process.stdout.write('survived');`);
  expect(end).toMatchObject({code: null, signal: 'SIGABRT', stdout: 'ready '});
});

test('the same script survives what is bound properly', async () => {
  const end = await runScript(`${prologue} two.run(['x', new Uint8Array(1)]); all.all([]);`);
  expect(end).toMatchObject({code: 0, stdout: 'ready '});
});

const busyWorker = `
  import {Worker} from 'node:worker_threads';
  const worker = new Worker(\`
    import Libsql from 'libsql';
    import {parentPort} from 'node:worker_threads';
    const database = new Libsql(':memory:');
    const slow = database.prepare(
      'WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 3000000) SELECT count(*) FROM c');
    parentPort.postMessage('ready');
    setTimeout(() => { for (;;) slow.all([]); });
  \`, {eval: true});
  await new Promise(resolve => worker.once('message', resolve));
  await new Promise(resolve => setTimeout(resolve, 300));`;

test.each([
  ['the worker is terminated', 'await worker.terminate();'],
  ['the process exits', 'process.exit(0);'],
])('libsql aborts when %s in the middle of a call', async (_, end) => {
  expect(await runScript(`${busyWorker} ${end}`)).toMatchObject({signal: 'SIGABRT'});
});
