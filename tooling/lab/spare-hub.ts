import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {LabProgram} from './lab-program.ts';
import {hubStatusSchema, LAN_PORT, type LabHubStatus, STORE_ID, STORE_NAME} from './lab-store.ts';
import type {LabWorld} from './lab-world.ts';
import {LINE_PLAN} from './store-network.ts';
import {openWindow, type Window} from './window.ts';

const ADMIN_PORT = 7444;

/** A machine that is made the store's hub by the words of its sheet, on the guest's host. */
export class SpareHub {
  readonly directory: string;
  readonly program: LabProgram;
  readonly #world: LabWorld;
  #door: Window | undefined;

  constructor(world: LabWorld, of: {readonly folder: string; readonly words: string}) {
    this.#world = world;
    this.directory = join(of.folder, 'spare');
    mkdirSync(this.directory);
    const {address} = world.network.guest;
    const config = join(of.folder, 'spare.toml');
    writeFileSync(
      config,
      [
        `data_dir = ${JSON.stringify(this.directory)}`,
        `store = {id = "${STORE_ID}", name = "${STORE_NAME}"}`,
        `[lan]\nhost = "${address}"\nport = ${LAN_PORT}`,
        `[announce]\ninterfaces = ["${address}"]`,
        `[admin]\nport = ${ADMIN_PORT}`,
        `[[uplink]]\nname = "dsl"\nsource_address = "${LINE_PLAN.dsl.hub}"`,
      ].join('\n'),
    );
    const command = world.holdfast('adopt', '--config', config, '--words', of.words);
    this.program = new LabProgram('spare hub', world.atSpareHub(command));
    world.entrust(() => this.stop());
  }

  /** Resolves once a till has shown it the roster, and it serves. */
  async adopt(folder: string): Promise<void> {
    await this.program.start();
    this.#door = await openWindow(this.#world.network.guest, {
      ...{folder, host: '127.0.0.1', port: ADMIN_PORT},
    });
  }

  /** The cable of a line, pulled out of the hub before and plugged into this one. */
  async takeDsl(): Promise<void> {
    const {hub, guest} = this.#world.network;
    const {hub: own, router} = LINE_PLAN.dsl;
    await hub.ip('link', 'set', 'dsl', 'netns', guest.name);
    await guest.ip('addr', 'add', `${own}/24`, 'dev', 'dsl');
    await guest.ip('link', 'set', 'dsl', 'up');
    await guest.ip('route', 'add', 'default', 'via', router, 'dev', 'dsl');
  }

  /** Rejects while it does not answer. */
  async status(): Promise<LabHubStatus> {
    const token = readFileSync(join(this.directory, 'admin.token'), 'utf8').trim();
    const headers = {authorization: `Bearer ${token}`};
    const answer = await this.#door?.ask({path: '/v1/status', headers});
    return hubStatusSchema.parse(answer?.body);
  }

  /** Answers whether it ended by itself and without complaint. */
  async stop(): Promise<boolean> {
    const clean = await this.program.stop();
    await this.#door?.close();
    this.#door = undefined;
    return clean;
  }
}
