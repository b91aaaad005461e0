import {once} from 'node:events';
import {statSync} from 'node:fs';
import {expect, test} from 'vitest';
import {openDatabase} from './index.ts';
import {CELLS, useFolder} from './testing-folder.ts';
import {runScript, startScript} from './testing-script.ts';

const at = useFolder();

const opening = (path: string) => `
  import {openDatabase} from './src/index.ts';
  const options = ${JSON.stringify({path, schema: CELLS, mode: 'create'})};
  const add = (database, id) =>
    database.write(() => database.run('INSERT INTO cells (id) VALUES (?)', [id]));`;

test('a second process is refused while the first holds the file', async () => {
  const database = openDatabase({path: at('cells.db'), schema: CELLS, mode: 'create'});
  const second = `${opening(at('cells.db'))}
    try { openDatabase(options); } catch (error) { process.stdout.write(error.message); }`;
  expect(await runScript(second)).toMatchObject({
    code: 0,
    stdout: `database/in-use path=${at('cells.db')}`,
  });

  database.write(() => database.run('INSERT INTO cells (id) VALUES (1)')); // and disturbed nobody
  database.close();
  const afterwards = `${opening(at('cells.db'))}
    process.stdout.write(JSON.stringify(openDatabase(options).all('SELECT id FROM cells')));`;
  expect(await runScript(afterwards)).toMatchObject({code: 0, stdout: '[{"id":1}]'});
});

test('a holder that is killed leaves every finished write and no lock', async () => {
  const holder = startScript(`${opening(at('cells.db'))}
    const database = openDatabase(options);
    for (let id = 1; ; id += 1) { add(database, id); process.stdout.write(id + '\\n'); }`);
  let printed = '';
  holder.stdout?.on('data', data => {
    printed += data;
    if (printed.includes('\n20\n')) holder.kill('SIGKILL');
  });
  await once(holder, 'close');
  const finished = printed.split('\n').filter(line => line !== '').length;

  const database = openDatabase({path: at('cells.db'), schema: CELLS, mode: 'existing'});
  const {n = 0} = database.get('SELECT count(*) AS n FROM cells') ?? {};
  expect(holder.signalCode).toBe('SIGKILL');
  expect(finished).toBeGreaterThanOrEqual(20);
  expect(n).toBeGreaterThanOrEqual(finished);
  database.close();
});

test('a holder that is killed in the middle of a write leaves nothing of it', async () => {
  const holder = startScript(`${opening(at('cells.db'))}
    const database = openDatabase(options);
    add(database, 1);
    database.write(() => {
      database.run('INSERT INTO cells (id) VALUES (2)');
      process.kill(process.pid, 'SIGKILL');
    });`);
  await once(holder, 'close');
  const database = openDatabase({path: at('cells.db'), schema: CELLS, mode: 'existing'});
  expect(database.all('SELECT id FROM cells')).toEqual([{id: 1}]);
  database.close();
});

test('a worker that ends without closing leaves no lock', async () => {
  const script = `${opening(at('cells.db'))}
    import {Worker} from 'node:worker_threads';
    const worker = new Worker(\`
      import {parentPort, workerData} from 'node:worker_threads';
      import {openDatabase} from './src/index.ts';
      globalThis.database = openDatabase(workerData);
      parentPort.postMessage('open');
      setInterval(() => {}, 1000);
    \`, {eval: true, workerData: options});
    await new Promise(resolve => worker.once('message', resolve));
    let refusal; try { openDatabase(options); } catch (error) { refusal = error.code; }
    await worker.terminate();
    openDatabase(options).close();
    process.stdout.write(refusal);`;
  expect(await runScript(script)).toMatchObject({code: 0, stdout: 'database/in-use'});
});

test('the lock file stays, empty, and locks nothing by itself', () => {
  openDatabase({path: at('cells.db'), schema: CELLS, mode: 'create'}).close();
  expect(statSync(at('cells.db.lock')).size).toBe(0);
  openDatabase({path: at('cells.db'), schema: CELLS, mode: 'existing'}).close();
});
