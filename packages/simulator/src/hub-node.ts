import {join} from 'node:path';
import {Forwarder, type LedgerDifference} from '@holdfast/forwarder';
import {
  type Distrust,
  damageOf,
  distrustOf,
  openPairingDesks,
  RosterBook,
  StoreWatch,
} from '@holdfast/hub/parts';
import {Ingest} from '@holdfast/ingest';
import {type Ledgers, openLedgers} from '@holdfast/ledger';
import {LibsqlLedgerFolder} from '@holdfast/ledger-libsql';
import {nodeDigest} from '@holdfast/platform-node';
import {aborted, Defect, type Service, type SigningKey, supervise, utf8Encode} from '@holdfast/std';
import {type PairingDesk, Roster} from '@holdfast/trust';
import {GatewaySink, UplinkGroup, type WayMemory} from '@holdfast/uplink';
import {type HubId, hubIdOf, type JournalId, type PairingLink} from '@holdfast/wire';
import {LedgersOnDisk} from './ledgers-on-disk.ts';
import {type Boot, Machine} from './machine.ts';
import {simCompressor} from './sim-compressor.ts';
import {simKey, simVerifier} from './sim-keys.ts';
import {SimWay} from './sim-way.ts';
import type {Stage} from './stage.ts';

interface Serving {
  readonly ledgers: Ledgers;
  readonly forwarder: Forwarder;
  readonly desk: PairingDesk;
  readonly uplinks: UplinkGroup;
  /** Stops every service in its turn, as an operator does, and starts again. */
  readonly restart: () => void;
}

/** Why the ledger is followed by another. */
interface NextLedger {
  readonly distrust: Distrust | undefined;
  readonly refill: readonly JournalId[];
}

/** The store's hub: the parts of the real one, joined as the real one joins them. */
export class HubNode {
  readonly machine: Machine;
  readonly identity: SigningKey;
  readonly hubId: HubId;
  readonly #stage: Stage;
  readonly #keyPin;
  #serving: Serving | undefined;
  #memories: readonly WayMemory[] = [];

  constructor(stage: Stage, options: {readonly syncMs: number; readonly rate: number}) {
    this.#stage = stage;
    this.identity = simKey(`${stage.seed} hub`);
    this.hubId = hubIdOf(nodeDigest, this.identity.publicKey);
    this.#keyPin = nodeDigest.sha256(utf8Encode('tls key of the hub'));
    const program = (boot: Boot) => this.#run(boot);
    this.machine = new Machine(stage, {name: 'hub', ...options, program});
  }

  /** What serves now, once it does. */
  get serving(): Serving | undefined {
    return this.machine.running ? this.#serving : undefined;
  }

  /** Whether everything on its disk is at head office. */
  get done(): boolean {
    return this.serving?.forwarder.progress().backlogEntries === 0;
  }

  async openPairing(): Promise<PairingLink> {
    const {serving} = this;
    if (!serving) throw new Defect('a hub runs when a till is paired');
    const {token} = await serving.desk.open();
    return {...this.#stage.lan.address, hubId: this.hubId, keyPin: this.#keyPin, token};
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
    const ledgers = await this.#openLedgers(boot, after);
    const follow = new AbortController();
    let distrust: Distrust | undefined;
    const refill = new Set<JournalId>();
    let restarted = false;
    const services = await this.#join(boot, ledgers, {
      onDiverged: difference => {
        this.#stage.rare.reached('ledgerDiverged');
        distrust ??= distrustOf(difference, ledgers.current);
        if (distrust) follow.abort();
      },
      onRestart: () => {
        restarted = true;
        follow.abort();
      },
      onGap: journalId => {
        refill.add(journalId);
        this.#stage.rare.reached('refilledFromTills');
        follow.abort();
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
    if (restarted) this.#stage.rare.reached('hubRestarted');
    return distrust || restarted || refill.size > 0 ? {distrust, refill: [...refill]} : undefined;
  }

  async #openLedgers(boot: Boot, after: NextLedger | undefined): Promise<Ledgers> {
    const {life, directory, clock, random, log} = boot;
    const folder = new LibsqlLedgerFolder({
      directory: join(directory, 'ledgers'),
      shell: 'inline',
      reserveBytes: 16_384,
    });
    life.onEnd(() => folder.close());
    const {seed} = this.#stage;
    const watch = this.#stage.ledgerWatch(() => this.serving?.forwarder);
    const ledgers = await openLedgers({
      folder: new LedgersOnDisk(folder, {disk: this.machine.disk, life, watch}),
      keys: {loadOrCreateKey: async name => simKey(`${seed} ${name}`)},
      identity: this.identity,
      retailStoreId: this.#stage.retailStoreId,
      digest: nodeDigest,
      clock,
      random,
      log,
      ...(after?.distrust ? {distrust: after.distrust} : {}),
      refill: after?.refill ?? [],
    });
    this.#stage.hubOpened(ledgers);
    return ledgers;
  }

  async #join(
    boot: Boot,
    ledgers: Ledgers,
    on: {
      readonly onDiverged: (difference: LedgerDifference) => void;
      readonly onGap: (journalId: JournalId) => void;
      readonly onRestart: () => void;
    },
  ): Promise<readonly Service[]> {
    const {life, directory, clock, random, log} = boot;
    const {current: ledger, previous, hubJournal} = ledgers;
    const {retailStoreId, lan, headOffice} = this.#stage;
    const tools = {clock, random, digest: nodeDigest, verifier: simVerifier, log};
    const roster = new Roster();
    const file = join(directory, 'roster.json');
    const rosterKeeper = new RosterBook({
      file,
      roster,
      ledger,
      previous,
      hubJournal,
      clock,
      log,
    });
    await rosterKeeper.open();
    const desks = await openPairingDesks({ledgers, hubId: this.hubId, log, tools});
    const keys = {
      hubId: this.hubId,
      hubKey: this.identity,
      gatewayPublicKey: headOffice.publicKey,
    };
    const uplinks = new UplinkGroup(this.#ways(boot), {
      ...tools,
      ...keys,
      memories: {
        read: async () => this.#memories,
        save: async memories => {
          this.#memories = memories;
        },
      },
    });
    const ingest = new Ingest({
      ...tools,
      identity: {...keys, retailStoreId},
      ledger,
      hubJournal,
      roster,
      rosterKeeper,
      ...desks,
      onGap: on.onGap,
    });
    const forwarder = new Forwarder(
      {previous, current: ledger},
      {
        ...tools,
        ...keys,
        sink: new GatewaySink(uplinks, random),
        compressor: simCompressor,
        journalKey: journalId => roster.journal(journalId)?.publicKey,
        alarms: {
          badSignature: ({journalId, sequenceNumber}) => {
            const detail = `signature of ${journalId}/${sequenceNumber}`;
            this.#stage.found({invariant: 'I10', at: 'hub', detail});
          },
          pruned: ({ledgerId, first, last}) => {
            const detail = `${first} to ${last} of ${ledgerId} were deleted`;
            this.#stage.found({invariant: 'I1', at: 'hub', detail});
          },
          statementRefused: ({journalId, sequenceNumber, reason}) => {
            const detail = `statement of ${journalId}/${sequenceNumber}: ${reason}`;
            log.error('statement.refused', {detail});
          },
          diverged: difference => {
            ingest.alarm({code: 'ledger/diverged', detail: difference.reason});
            on.onDiverged(difference);
          },
        },
      },
    );
    const watch = new StoreWatch({forwarder, uplinks, ingest, clock, log});
    return [
      ledgerService(ledgers),
      uplinks,
      forwarder,
      watch,
      {
        name: 'lan',
        run: async (signal, ready) => {
          const leave = ledger.heldGrown.subscribe(statement => ingest.publishHeld(statement));
          const connect: Parameters<typeof lan.listen>[0]['connect'] = connection =>
            ingest.connect(connection);
          lan.listen({life, keyPin: this.#keyPin, connect}, {idPrefix: this.hubId.slice(0, 8)});
          this.#serving = {ledgers, forwarder, uplinks, desk: desks.desk, restart: on.onRestart};
          ready();
          await aborted(signal);
          await ingest.stop();
          leave();
        },
      },
    ];
  }

  #ways({life, random}: Boot) {
    const {lines, headOffice, scheduler, history, rare} = this.#stage;
    const door = headOffice.answer;
    return lines.map((line, at) => ({
      way: new SimWay({line, life, door, scheduler, random, history, rare}, at + 1),
    }));
  }
}

/** A ledger that failed to write is read again from its disk by the next life. */
function ledgerService(ledgers: Ledgers): Service {
  return {
    name: 'ledger',
    async run(signal, ready) {
      ready();
      const failure = await Promise.race([ledgers.failed, aborted(signal)]);
      if (failure !== undefined && !signal.aborted) throw failure;
    },
  };
}
