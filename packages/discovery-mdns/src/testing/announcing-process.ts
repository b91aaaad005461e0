import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {fileURLToPath} from 'node:url';
import {systemClock, systemRandom} from '@holdfast/platform-node';
import {silentLog} from '@holdfast/std';
import {announceHub} from '../announce-hub.ts';

interface Wishes {
  readonly instance: string;
  readonly storeId: string;
  readonly port: number;
  readonly ttlS: number;
}

/**
 * A hub's announcer on the loopback, in a process of its own: for tests that take its life.
 * Resolves once it has announced; run as a program, this file is that process.
 */
export async function spawnAnnouncer({
  instance,
  storeId,
  port,
  ttlS,
}: Wishes): Promise<ChildProcess> {
  const file = fileURLToPath(import.meta.url);
  const child = spawn(process.execPath, [file, instance, storeId, String(port), String(ttlS)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await Promise.race([
    once(child.stdout, 'data'),
    once(child, 'exit').then(() => Promise.reject(new Error('the announcer has ended'))),
  ]);
  return child;
}

if (import.meta.main) {
  const [instance = '', storeId = '', port = '', ttlS = ''] = process.argv.slice(2);
  const announcer = announceHub({
    instance,
    host: 'holdfast-test',
    port: Number(port),
    txt: {id: '7K2Q9FZX', storeId, protocolVersions: [1], tls: true},
    ttls: {hostS: Number(ttlS), serviceS: Number(ttlS)},
    interfaces: ['127.0.0.1'],
    clock: systemClock,
    random: systemRandom,
    log: silentLog,
    onState: ({state}) => {
      if (state === 'announced') process.stdout.write('announced\n');
    },
  });
  const stop = new AbortController();
  process.once('SIGTERM', () => stop.abort());
  await announcer.run(stop.signal, () => {});
}
