import {mkdirSync, mkdtempSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import * as z from 'zod';
import type {LabHost} from './lab-host.ts';
import {LabProgram} from './lab-program.ts';
import {LabTill} from './lab-till.ts';
import {HEAD_OFFICE_NAME, type LabWorld} from './lab-world.ts';
import {mustRun, runProgram} from './run-program.ts';
import {LINE_PLAN, type Line, STORE_HUB} from './store-network.ts';
import {openWindow, type Window} from './window.ts';

export const STORE_ID = '017';
export const GATEWAY_PORT = 8443;
export const LAN_PORT = 7443;
const ADMIN_PORT = 7444;
/** What the hub is called on the LAN. */
export const STORE_NAME = 'Lab Store';

const linkSchema = z.object({link: z.string()});
const sheetSchema = z.object({words: z.array(z.string())});
const hubReadySchema = z.object({hubId: z.string()});

/** What the lab looks at of `GET /v1/status`. */
export const hubStatusSchema = z.object({
  state: z.string(),
  issues: z.array(z.object({code: z.string()})),
  causes: z.array(z.string()),
  ledger: z.object({unsent: z.int(), quarantined: z.int()}),
  tills: z.array(z.object({workstationId: z.string(), heldSequence: z.int()})),
  routes: z.object({lacking: z.array(z.string())}),
  uplinks: z.array(z.object({name: z.string(), health: z.string(), lastError: z.string()})),
});
export type LabHubStatus = z.output<typeof hubStatusSchema>;

/** What the prover found on the disks. */
export interface Verdict {
  readonly ok: boolean;
  readonly counts: Readonly<Record<string, number>>;
  readonly findings: readonly {readonly kind: string; readonly detail: string}[];
}

const verdictSchema: z.ZodType<Verdict> = z.object({
  ok: z.boolean(),
  counts: z.record(z.string(), z.number()),
  findings: z.array(z.object({kind: z.string(), detail: z.string()})),
});

export interface LabStoreOptions {
  readonly tills: number;
  /** It serves more tests than the one that opened it. */
  readonly kept?: boolean;
}

/**
 * A whole store in the lab's networks: gateway at head office, hub, tills, each a process on a host
 * of its own, as a shop would start them. The tills find the hub by mDNS; the hub knows head office
 * by name.
 */
export class LabStore {
  readonly world: LabWorld;
  readonly folder: string;
  readonly gateway: LabProgram;
  readonly tills: LabTill[] = [];
  hubId = '';
  #hub: LabProgram | undefined;
  #hubDoor: Window | undefined;

  private constructor(world: LabWorld) {
    this.world = world;
    this.folder = mkdtempSync(join(world.folder, 'store-'));
    const data = ['--data', this.#at('gateway'), '--listen', `0.0.0.0:${GATEWAY_PORT}`];
    const command = world.holdfast('gateway', ...data);
    this.gateway = new LabProgram('gateway', world.network.office.inside(command));
  }

  /** Opens a store with nothing on its disks; resolves when every till talks to the hub. */
  static async open(world: LabWorld, options: LabStoreOptions): Promise<LabStore> {
    const store = new LabStore(world);
    const keep = options.kept === true ? world.keep : world.entrust;
    keep(() => store.close());
    try {
      await store.gateway.start();
      await store.#startHub();
      const hosts = world.network.tills.slice(0, options.tills);
      await Promise.all(hosts.map((host, at) => store.#startTill(host, `W0${at + 1}`)));
      return store;
    } catch (error) {
      await store.close();
      throw error;
    }
  }

  #at(name: string): string {
    return join(this.folder, name);
  }

  get hub(): LabProgram {
    if (!this.#hub) throw new Error('the hub was not started');
    return this.#hub;
  }

  async #startHub(): Promise<void> {
    const config = this.#at('hub.toml');
    mkdirSync(this.#at('hub'));
    mkdirSync(this.#at('tills'));
    writeFileSync(config, this.#hubToml());
    const {network} = this.world;
    const place = ['--data', this.#at('gateway'), '--store', STORE_ID];
    const address = ['--address', `${HEAD_OFFICE_NAME}:${GATEWAY_PORT}`];
    const enrol = this.world.holdfast('gateway', 'enrol', ...place, ...address, '--json');
    const {link} = linkSchema.parse(JSON.parse(await mustRun(network.office.inside(enrol))));
    const command = this.world.holdfast('hub', '--config', config, '--enrol', link);
    this.#hub = new LabProgram('hub', this.world.atHub(command));
    this.hubId = hubReadySchema.parse(await this.#hub.start()).hubId;
    const to = {folder: this.folder, host: '127.0.0.1', port: ADMIN_PORT};
    this.#hubDoor = await openWindow(network.hub, to);
  }

  async #startTill(host: LabHost, workstationId: string): Promise<void> {
    const folder = this.#at('tills');
    const link = await this.pairingLink();
    const till = new LabTill(host, {workstationId, folder, link, world: this.world});
    this.tills.push(till);
    await till.start();
  }

  #hubToml(): string {
    return [
      `data_dir = ${JSON.stringify(this.#at('hub'))}`,
      `store = {id = "${STORE_ID}", name = "${STORE_NAME}"}`,
      `[lan]\nhost = "${STORE_HUB}"\nport = ${LAN_PORT}`,
      `[announce]\ninterfaces = ["${STORE_HUB}"]`,
      `[admin]\nport = ${ADMIN_PORT}`,
      '[[uplink]]\nname = "fibre"\ninterface = "fibre"\npriority = 1',
      `[[uplink]]\nname = "dsl"\nsource_address = "${LINE_PLAN.dsl.hub}"\npriority = 2`,
    ].join('\n');
  }

  /** Lets one terminal in, once. */
  async pairingLink(): Promise<string> {
    return linkSchema.parse(await this.#askHub('POST', '/v1/pairing-windows')).link;
  }

  /** Rejects while the hub does not answer. */
  async hubStatus(): Promise<LabHubStatus> {
    return hubStatusSchema.parse(await this.#askHub('GET', '/v1/status'));
  }

  async uplinkHealth(): Promise<Readonly<Record<Line, string>>> {
    const {uplinks} = await this.hubStatus();
    const health = (line: Line) => uplinks.find(({name}) => name === line)?.health ?? '';
    return {fibre: health('fibre'), dsl: health('dsl')};
  }

  /** Prints a recovery sheet and types its words back, which are answered. */
  async provenSheet(): Promise<string> {
    const {words} = sheetSchema.parse(await this.#askHub('POST', '/v1/recovery-sheets'));
    const typed = {words: words.join(' ')};
    await this.#askHub('POST', '/v1/recovery-proofs', JSON.stringify(typed));
    return typed.words;
  }

  async #askHub(method: 'GET' | 'POST', path: string, body = ''): Promise<unknown> {
    const token = readFileSync(join(this.#at('hub'), 'admin.token'), 'utf8').trim();
    const headers = {authorization: `Bearer ${token}`};
    const answer = await this.#hubDoor?.ask({method, path, headers, body});
    if (answer && answer.status < 300) return answer.body;
    throw new Error(`hub: ${path}: ${answer?.status ?? 'not started'}`);
  }

  /** True when head office holds all that the tills have. */
  async isDrained(): Promise<boolean> {
    const {ledger} = await this.hubStatus();
    for (const till of this.tills) {
      const {held, journaled} = await till.custody();
      if (held !== journaled) return false;
    }
    return ledger.unsent === 0;
  }

  /** Tills first, as a shop closes. Answers who did not end by itself. */
  async close(): Promise<readonly string[]> {
    const unclean: string[] = [];
    await Promise.all(
      this.tills.map(async till => {
        if (!(await till.close())) unclean.push(till.workstationId);
      }),
    );
    for (const program of [this.#hub, this.gateway]) {
      if (program && !(await program.stop())) unclean.push(program.name);
    }
    await this.#hubDoor?.close();
    return unclean;
  }

  /**
   * `holdfast prove`, a process of its own, over the files of a store that was closed; where the
   * hub was followed by another, over that one's.
   */
  async prove(soldFile?: string, hub = this.#at('hub')): Promise<Verdict> {
    const tills = ['--tills', ...this.tills.map(({directory}) => directory)];
    const places = ['--hub', hub, '--gateway', this.#at('gateway')];
    const sold = soldFile === undefined ? [] : ['--sold', soldFile];
    const proved = await runProgram(
      this.world.holdfast('prove', ...tills, ...places, ...sold, '--json'),
    );
    const {exitCode, stdout, stderr} = proved;
    if (stdout === '') throw new Error(`holdfast prove: exit ${exitCode}: ${stderr.trim()}`);
    const verdict = verdictSchema.parse(JSON.parse(stdout));
    return {...verdict, ok: verdict.ok && exitCode === 0};
  }
}
