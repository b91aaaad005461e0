import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import type {HubStatus, StandbyStatus} from '@holdfast/hub/client';
import {HubClient} from '../../hub-client/hub-client.ts';
import {Child} from '../child.ts';
import {LINES, type LocalStore} from '../local-store.ts';

const LIMIT_MS = 30_000;

/** The standby of a local store's hub, a process of its own. */
export class LocalStandby {
  readonly directory: string;
  readonly child: Child;
  readonly #client: HubClient;

  private constructor(at: {readonly directory: string; readonly child: Child}) {
    this.directory = at.directory;
    this.child = at.child;
    this.#client = new HubClient(at.directory);
  }

  /** Joins the hub by a link, and runs. */
  static async start(store: LocalStore): Promise<LocalStandby> {
    const {link} = await new HubClient(store.directories.hub).openStandbyWindow();
    const port = (await store.hubStatus())?.lan.port ?? 0; // where tills look, once it is the hub
    const directory = join(store.directory, 'standby');
    const config = join(store.directory, 'standby.toml');
    mkdirSync(directory, {recursive: true});
    writeFileSync(
      config,
      [
        `data_dir = ${JSON.stringify(directory)}`,
        `[lan]\nhost = "127.0.0.1"\nport = ${port}\npublic_host = "127.0.0.1"`,
        '[announce]\nenabled = false',
        '[admin]\nport = 0',
        '[ca_site]\nport = 0',
        `[[uplink]]\nname = "fibre"\nsource_address = "${LINES[0].sourceAddress}"`,
      ].join('\n'),
    );
    const child = new Child('standby', {
      args: ['standby', 'run', '--config', config, '--join', '-', '--name', 'back office'],
      input: link,
      logFile: join(store.directory, 'log', 'standby.log'),
    });
    await child.start();
    return new LocalStandby({directory, child});
  }

  /** Of the hub that it became. */
  hubStatus(): Promise<HubStatus> {
    return this.#client.status();
  }

  status(): Promise<StandbyStatus> {
    return this.#client.standby();
  }
}

/** Asks until it is so. Throws with what it was last. */
export async function untilSo<T>(
  ask: () => Promise<T> | T,
  isSo: (value: T) => boolean,
  limitMs = LIMIT_MS,
): Promise<T> {
  const deadline = performance.now() + limitMs;
  for (;;) {
    const value = await ask();
    if (isSo(value)) return value;
    if (performance.now() > deadline) throw new Error(`still ${JSON.stringify(value)}`);
    await new Promise(resolve => setTimeout(resolve, 50));
  }
}
