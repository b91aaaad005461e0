import {join} from 'node:path';
import {
  type Adoption,
  type Distrust,
  damageOf,
  distrustOf,
  predecessorOf,
  REFILL_GATHER_MS,
  readAdoption,
  writeAdoption,
} from '@holdfast/hub/parts';
import {type Ledgers, openLedgers} from '@holdfast/ledger';
import {LibsqlLedgerFolder} from '@holdfast/ledger-libsql';
import {nodeDigest} from '@holdfast/platform-node';
import {type Bytes, Defect, type SigningKey, supervise, utf8Encode} from '@holdfast/std';
import type {HubAddress} from '@holdfast/terminal-sdk';
import type {WayMemory} from '@holdfast/uplink';
import {type HubId, hubIdOf, type JournalId, type PairingLink} from '@holdfast/wire';
import {type HubPlate, joinHub, type Serving} from './join-hub.ts';
import {LedgersOnDisk} from './ledgers-on-disk.ts';
import {type Boot, Machine} from './machine.ts';
import {simKey} from './sim-keys.ts';
import type {Stage} from './stage.ts';

/** A ledger is deleted up to a table of lanes: where it may be, there are more of them. */
const OFTEN = {snapshotGroupsMax: 4};

/** Why the ledger is followed by another. */
interface NextLedger {
  readonly distrust: Distrust | undefined;
  readonly refill: readonly JournalId[];
}

/** A hub of the store: the first, or one that took over. */
export class HubNode implements HubPlate {
  readonly machine: Machine;
  readonly identity: SigningKey;
  readonly hubId: HubId;
  readonly keyPin: Bytes;
  readonly address: HubAddress;
  readonly memories: HubPlate['memories'];
  readonly #stage: Stage;
  #serving: Serving | undefined;
  #memories: readonly WayMemory[] = [];

  constructor(
    stage: Stage,
    options: {
      readonly name: string;
      readonly identity: SigningKey;
      readonly host: string;
      readonly syncMs: number;
      readonly rate: number;
    },
  ) {
    const {host, identity, ...hardware} = options;
    this.#stage = stage;
    this.identity = identity;
    this.hubId = hubIdOf(nodeDigest, this.identity.publicKey);
    this.keyPin = nodeDigest.sha256(utf8Encode(`tls key of the ${options.name}`));
    this.address = {host, port: 7443};
    this.memories = {
      read: async () => this.#memories,
      save: async memories => {
        this.#memories = memories;
      },
    };
    const program = (boot: Boot) => this.#run(boot);
    this.machine = new Machine(stage, {...hardware, program});
  }

  /** What serves now, once it does. */
  get serving(): Serving | undefined {
    return this.machine.running ? this.#serving : undefined;
  }

  /** Whether everything on its disk is at head office. */
  get done(): boolean {
    return this.serving?.forwarder.progress().backlogEntries === 0;
  }

  /** Whether it knows that another took over. */
  get isFenced(): boolean {
    return this.serving?.replacement.by !== undefined;
  }

  /** Its first start, as the hub that takes over a store. */
  adopt(adoption: Adoption): void {
    this.machine.start(directory => writeAdoption(adoptionFile(directory), adoption));
  }

  async openPairing(): Promise<PairingLink> {
    const {serving} = this;
    if (!serving) throw new Defect('a hub runs when a till is paired');
    const {token} = await serving.desk.open();
    return {...this.address, hubId: this.hubId, keyPin: this.keyPin, token};
  }

  async #run(boot: Boot): Promise<void> {
    let next: NextLedger | undefined;
    do {
      next = await this.#runOnce(boot, next);
    } while (next && boot.life.alive);
    boot.fall(new Defect('a hub that is not asked to stop goes on'));
  }

  async #runOnce(boot: Boot, after: NextLedger | undefined): Promise<NextLedger | undefined> {
    this.#serving = undefined;
    const adoption = readAdoption(adoptionFile(boot.directory));
    const ledgers = await this.#openLedgers(boot, {after, adoption});
    const follow = new AbortController();
    let distrust: Distrust | undefined;
    const refill = new Set<JournalId>();
    let restarted = false;
    const {rare} = this.#stage;
    const services = await joinHub({
      ...{boot, stage: this.#stage, plate: this, ledgers, adoption},
      on: {
        diverged: difference => {
          rare.reached('ledgerDiverged');
          distrust ??= distrustOf(difference, ledgers.current);
          if (distrust) follow.abort();
        },
        restart: () => {
          restarted = true;
          follow.abort();
        },
        gap: journalId => {
          rare.reached('refilledFromTills');
          if (refill.size === 0) {
            const gathered = boot.clock.sleep(REFILL_GATHER_MS, follow.signal);
            void gathered.then(() => follow.abort());
          }
          refill.add(journalId);
        },
        serving: serving => {
          this.#serving = serving;
        },
      },
    });
    try {
      await supervise(services, follow.signal);
    } catch (error) {
      const damaged = damageOf(error);
      if (!damaged || damaged.ledgerId === after?.distrust?.ledgerId) throw error;
      distrust = damaged;
    }
    this.#serving = undefined;
    await ledgers.close();
    if (restarted) rare.reached('hubRestarted');
    return distrust || restarted || refill.size > 0 ? {distrust, refill: [...refill]} : undefined;
  }

  async #openLedgers(
    boot: Boot,
    why: {readonly after: NextLedger | undefined; readonly adoption: Adoption | undefined},
  ): Promise<Ledgers> {
    const {life, directory, clock, random, log} = boot;
    const {after, adoption} = why;
    const folder = new LibsqlLedgerFolder({
      directory: join(directory, 'ledgers'),
      shell: 'inline',
      reserveBytes: 16_384,
    });
    life.onEnd(() => folder.close());
    const {seed} = this.#stage;
    const watch = this.#stage.ledgerWatch(this, () => this.serving?.forwarder);
    const ledgers = await openLedgers({
      folder: new LedgersOnDisk(folder, {disk: this.machine.disk, life, watch}),
      keys: {loadOrCreateKey: async name => simKey(`${seed} ${name}`)},
      identity: this.identity,
      retailStoreId: this.#stage.retailStoreId,
      digest: nodeDigest,
      clock,
      random,
      log,
      ...(adoption ? {adopted: predecessorOf(adoption)} : {}),
      ...(after?.distrust ? {distrust: after.distrust} : {}),
      refill: after?.refill ?? [],
      ...(this.#stage.storm.upheavals.includes('seasonPasses') ? {limits: OFTEN} : {}),
    });
    this.#stage.hubOpened(this, ledgers);
    return ledgers;
  }
}

function adoptionFile(directory: string): string {
  return join(directory, 'adoption.json');
}
