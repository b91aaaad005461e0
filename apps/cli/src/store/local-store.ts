import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {foundEntryTextSchema, type HubStatus} from '@holdfast/hub/client';
import * as z from 'zod';
import {Internet, type Line} from '../demo/internet.ts';
import {Child} from './child.ts';
import {readTillStatus, type TillView} from './till-view.ts';

const ANSWER_MS = 2_000;
const ANNOUNCE_MS = 5_000;

/**
 * The two ways out that the local store has, told apart by source address as a real router would.
 */
export const LINES = [
  {name: 'fibre', sourceAddress: '127.0.0.2'},
  {name: 'lte', sourceAddress: '127.0.0.3'},
] as const satisfies readonly Line[];
export type LineName = (typeof LINES)[number]['name'];

interface Place {
  readonly host: string;
  readonly port: number;
}

export interface LocalTill {
  readonly workstationId: string;
  readonly directory: string;
  readonly child: Child;
  /** Its loopback door, while it runs. */
  url: string | undefined;
}

const gatewayReady = z.object({port: z.int(), adminToken: z.string().optional()});
const hubReady = z.object({
  lan: z.object({port: z.int()}),
  admin: z.object({tokenFile: z.string()}),
  loopback: z.object({port: z.int()}).optional(),
});
const tillReady = z.object({url: z.string()});
const alarmLine = z.object({kind: z.literal('alarm'), body: z.object({code: z.string()})});
const enrolment = z.object({link: z.string()});
const pairing = z.object({link: z.string()});
const sheet = z.object({words: z.array(z.string())});

/**
 * A whole store on this machine, every program a process of its own: gateway, the internet between,
 * hub, tills. For the demo, for replays and for the tests that kill things.
 */
export class LocalStore {
  readonly directory: string;
  readonly storeId: string;
  readonly tills: LocalTill[] = [];
  readonly #loopbackMulticast: boolean;
  readonly #origins: readonly string[];
  readonly #lineTo: (gateway: Place) => Promise<Place>;
  #gateway: Child | undefined;
  #gatewayPort = 0;
  #hub: Child | undefined;
  #internet: Internet | undefined;
  #hubTokenFile: string | undefined;
  #lanPort = 0;
  #oldHub: Child | undefined;
  readonly #browserTills: boolean;
  /** Where its door for browsers of this machine was: a page's address must not change. */
  #loopbackPort = 0;

  constructor(options: {
    readonly directory: string;
    readonly storeId: string;
    /** Announce and find over mDNS on the loopback interface; otherwise by address. */
    readonly loopbackMulticast: boolean;
    /** Opens the hub's loopback door, and keeps its ports over restarts as pages need it. */
    readonly browserTills?: boolean;
    /** Puts something between the lines and head office, as a bench does with a slow link. */
    /** Where pages with tills in them come from. */
    readonly origins?: readonly string[];
    readonly lineTo?: (gateway: Place) => Promise<Place>;
  }) {
    this.directory = options.directory;
    this.storeId = options.storeId;
    this.#loopbackMulticast = options.loopbackMulticast;
    this.#origins = options.origins ?? [];
    this.#browserTills = options.browserTills ?? false;
    this.#lineTo = options.lineTo ?? (async gateway => gateway);
    mkdirSync(join(this.directory, 'log'), {recursive: true});
  }

  get internet(): Internet {
    if (!this.#internet) throw new Error('the internet is there once the gateway runs');
    return this.#internet;
  }

  get hub(): Child {
    if (!this.#hub) throw new Error('the hub was not started');
    return this.#hub;
  }

  get gateway(): Child {
    if (!this.#gateway) throw new Error('the gateway was not started');
    return this.#gateway;
  }

  get directories(): {
    readonly gateway: string;
    readonly hub: string;
    readonly tills: readonly string[];
  } {
    return {
      gateway: join(this.directory, 'gateway'),
      hub: join(this.directory, 'hub'),
      tills: this.tills.map(({directory}) => directory),
    };
  }

  #child(name: string, how: {readonly args: readonly string[]; readonly input?: string}): Child {
    return new Child(name, {...how, logFile: join(this.directory, 'log', `${name}.log`)});
  }

  /** Head office, and the two lines to it. */
  async startGateway(): Promise<void> {
    this.#gateway = this.#gatewayChild('127.0.0.1:0');
    const ready = gatewayReady.parse(await this.#gateway.start());
    this.#gatewayPort = ready.port;
    const gateway = {host: '127.0.0.1', port: ready.port};
    this.#internet = new Internet(await this.#lineTo(gateway), LINES);
    await this.#internet.listen();
  }

  /** On the port it had: that is where the lines lead. */
  async restartGateway(): Promise<void> {
    this.#gateway = this.#gatewayChild(`127.0.0.1:${this.#gatewayPort}`);
    await this.#gateway.start();
  }

  #gatewayChild(listen: string): Child {
    return this.#child('gateway', {
      args: ['gateway', '--data', this.directories.gateway, '--listen', listen],
    });
  }

  /** A one-time link by which one hub of this store enrols, over the lines. */
  async enrolmentLink(): Promise<string> {
    const where = ['--data', this.directories.gateway, '--store', this.storeId];
    const at = ['--address', `127.0.0.1:${this.internet.port}`, '--json'];
    return enrolment.parse(await this.#run(['gateway', 'enrol', ...where, ...at])).link;
  }

  /** A one-time link by which a blank machine becomes the hub of this store. */
  async claimLink(): Promise<string> {
    const where = ['--data', this.directories.gateway, '--store', this.storeId];
    const at = ['--address', `127.0.0.1:${this.internet.port}`, '--json'];
    return enrolment.parse(await this.#run(['gateway', 'claim', ...where, ...at])).link;
  }

  /** Enrols the hub with head office over the lines, and starts it. */
  async startHub(): Promise<void> {
    const {hub} = this.directories;
    const config = this.#writeHubToml();
    const link = await this.enrolmentLink();
    mkdirSync(hub, {recursive: true});
    this.#hub = this.#child('hub', {
      args: ['hub', '--config', config, '--enrol', '-'],
      input: link,
    });
    await this.restartHub();
    if (this.#loopbackMulticast) await this.#announced();
  }

  /**
   * Puts a blank machine in the place of the hub, which is gone with its directory: at the address
   * that it had. `secret` goes to its standard input.
   */
  async adoptHub({args, secret}: {readonly args: readonly string[]; readonly secret: string}) {
    const config = join(this.directory, 'new-hub.toml');
    writeFileSync(config, this.#hubToml());
    this.#hub = this.#child('new-hub', {
      args: ['adopt', '--config', config, ...args],
      input: secret,
    });
    await this.restartHub();
  }

  /**
   * Starts a hub again that another has taken over from, with the directory that it had, somewhere
   * else on the LAN. It ends with the store.
   */
  async startOldHub(dataDir: string): Promise<void> {
    const config = join(this.directory, 'old-hub.toml');
    writeFileSync(config, this.#hubToml({dataDir, lanPort: 0}));
    this.#oldHub = this.#child('old-hub', {args: ['hub', '--config', config]});
    await this.#oldHub.start();
  }

  /** Remembers where the hub listens, so that the one after it listens there. */
  async keepLanPort(): Promise<void> {
    this.#lanPort = (await this.hubStatus())?.lan.port ?? 0;
  }

  /**
   * A name is probed for before it is announced (RFC 6762 §8.1): a till that looks earlier finds
   * nothing.
   */
  async #announced(): Promise<void> {
    const deadline = performance.now() + ANNOUNCE_MS;
    while (performance.now() < deadline && !(await this.hubStatus())?.discovery.announcing) {
      await new Promise(resolve => setTimeout(resolve, 50));
    }
  }

  async restartHub(): Promise<void> {
    const ready = hubReady.parse(await this.hub.start());
    this.#hubTokenFile = ready.admin.tokenFile;
    if (!this.#browserTills) return;
    this.#lanPort = ready.lan.port;
    this.#loopbackPort = ready.loopback?.port ?? 0;
    this.#writeHubToml();
  }

  /** Where the page of a browser till is, on this machine without a certificate. */
  get tillPage(): string {
    return `http://127.0.0.1:${this.#loopbackPort}/pos/`;
  }

  /** The same over TLS, for whoever trusts the store's authority. */
  get secureTillPage(): string {
    return `https://store-${this.storeId}.local:${this.#lanPort}/pos/`;
  }

  /** Where the console is, on this machine without a certificate. */
  get consolePage(): string {
    return `http://127.0.0.1:${this.#loopbackPort}/console/`;
  }

  /** The same over TLS. */
  get secureConsolePage(): string {
    return `https://store-${this.storeId}.local:${this.#lanPort}/console/`;
  }

  #writeHubToml(): string {
    const config = join(this.directory, 'hub.toml');
    writeFileSync(config, this.#hubToml());
    return config;
  }

  #hubToml(other: {readonly dataDir: string; readonly lanPort: number} | undefined = undefined) {
    const {dataDir, lanPort} = other ?? {dataDir: this.directories.hub, lanPort: this.#lanPort};
    const uplinks = LINES.map(
      ({name, sourceAddress}, at) =>
        `[[uplink]]\nname = "${name}"\nsource_address = "${sourceAddress}"\npriority = ${at + 1}\nmetered = ${name === 'lte'}\n`,
    );
    return [
      `data_dir = ${JSON.stringify(dataDir)}`,
      `store = {id = "${this.storeId}", name = "Demo store"}`,
      `[lan]\nhost = "127.0.0.1"\nport = ${lanPort}\npublic_host = "127.0.0.1"\norigins = ${JSON.stringify(this.#origins)}`,
      `[loopback]\nenabled = ${this.#browserTills && !other}\nport = ${this.#loopbackPort}`,
      `[announce]\nenabled = ${this.#loopbackMulticast}\ninterfaces = ["127.0.0.1"]`,
      '[admin]\nport = 0',
      '[ca_site]\nport = 0',
      ...uplinks,
    ].join('\n');
  }

  /** Opens a pairing window at the hub. */
  async pairingLink(): Promise<string> {
    return pairing.parse(await this.#ask('POST', '/v1/pairing-windows')).link;
  }

  /** Prints a recovery sheet and types its words back, which are answered. */
  async provenSheet(): Promise<string> {
    const {words} = sheet.parse(await this.#ask('POST', '/v1/recovery-sheets'));
    const typed = {words: words.join(' ')};
    await this.#ask('POST', '/v1/recovery-proofs', typed);
    return typed.words;
  }

  /** Pairs a new till by a one-time link and starts its agent. */
  async addTill(workstationId: string, more: readonly string[] = []): Promise<LocalTill> {
    const link = await this.pairingLink();
    const directory = join(this.directory, 'tills', workstationId);
    const args = ['terminal', '--data', directory, '--workstation', workstationId];
    const where = this.#loopbackMulticast ? ['--interface', '127.0.0.1'] : [];
    const door = ['--listen', '127.0.0.1:0'];
    const all = [...args, ...where, ...door, ...more, '--pair', '-'];
    const child = this.#child(workstationId, {args: all, input: link});
    const till: LocalTill = {workstationId, directory, child, url: undefined};
    this.tills.push(till);
    await this.restartTill(till);
    return till;
  }

  async restartTill(till: LocalTill): Promise<void> {
    till.url = tillReady.parse(await till.child.start()).url;
  }

  async killTill(till: LocalTill): Promise<number | undefined> {
    till.url = undefined;
    return till.child.kill();
  }

  /** `undefined` while the hub does not answer. */
  async hubStatus(): Promise<HubStatus | undefined> {
    try {
      return (await this.#ask('GET', '/v1/status')) as HubStatus;
    } catch {
      return undefined;
    }
  }

  /** Where tills reach the hub now. */
  async lanAddress(): Promise<string> {
    const lan = (await this.hubStatus())?.lan;
    return `${lan?.host}:${lan?.port}`;
  }

  /** The hub's page for Prometheus. */
  metrics(): Promise<string> {
    return this.#askText('GET', '/metrics');
  }

  /** The codes of the alarms in the hub's ledger, in its order. */
  async alarms(): Promise<readonly string[]> {
    const lines = (await this.#askText('GET', '/v1/ledger?limit=1000')).trim().split('\n');
    return lines.flatMap(line => {
      const alarm = alarmLine.safeParse(JSON.parse(line));
      return alarm.success ? [alarm.data.body.code] : [];
    });
  }

  /** What the hub has under a receipt number: how often it was printed is how many there are. */
  async found(receiptNumber: string): Promise<readonly unknown[]> {
    const path = `/v1/ledger/entries/${encodeURIComponent(receiptNumber)}`;
    const {others = [], ...first} = foundEntryTextSchema.parse(await this.#ask('GET', path));
    return [first, ...others];
  }

  async tillViews(): Promise<(TillView | undefined)[]> {
    return Promise.all(
      this.tills.map(({url}) => (url === undefined ? undefined : readTillStatus(url))),
    );
  }

  async #ask(method: 'GET' | 'POST', path: string, said?: object): Promise<unknown> {
    return JSON.parse(await this.#askText(method, path, said));
  }

  async #askText(method: 'GET' | 'POST', path: string, said?: object): Promise<string> {
    if (this.#hubTokenFile === undefined) throw new Error('the hub was not started');
    // A hub that opens another ledger opens its doors again: where, stands in its files.
    const token = readFileSync(this.#hubTokenFile, 'utf8').trim();
    const port = readFileSync(join(this.directories.hub, 'admin.port'), 'utf8').trim();
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      ...(said ? {body: JSON.stringify(said)} : {}),
      headers: {authorization: `Bearer ${token}`},
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    return response.text();
  }

  async #run(args: readonly string[]): Promise<unknown> {
    const child = this.#child('command', {args});
    const answer = await child.start();
    await child.stop();
    return answer;
  }

  /** Waits until head office holds everything, or the time is up. True when it does. */
  async drained(limitMs: number): Promise<boolean> {
    const deadline = performance.now() + limitMs;
    while (performance.now() < deadline) {
      const [hub, tills] = [await this.hubStatus(), await this.tillViews()];
      const tillsDone = tills.every(till => till !== undefined && till.held === till.journaled);
      if (tillsDone && hub?.ledger.unsent === 0) return true;
      await new Promise(resolve => setTimeout(resolve, 100));
    }
    return false;
  }

  /** Orderly, tills first; resolves with who did not end by itself. */
  async stop(): Promise<readonly string[]> {
    const children = [
      ...this.tills.map(({child}) => child),
      this.#oldHub,
      this.#hub,
      this.#gateway,
    ];
    const unclean: string[] = [];
    for (const child of children) {
      if (!child) continue;
      const status = await child.stop();
      if (status !== 0) unclean.push(`${child.name} (${status})`);
    }
    this.#internet?.close();
    return unclean;
  }
}
