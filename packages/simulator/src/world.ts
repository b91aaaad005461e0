import {AckWatch, type Finding} from '@holdfast/checkers';
import type {Forwarder} from '@holdfast/forwarder';
import {type LaneTail, type Ledgers, openGroup} from '@holdfast/ledger';
import {nodeDigest} from '@holdfast/platform-node';
import {assert, type SigningKey, utf8Encode} from '@holdfast/std';
import {SeededRandom} from '@holdfast/std/testing';
import {isHigherHub, type RosterPair} from '@holdfast/trust';
import {
  type ForwardEntriesAnswer,
  HUB_WORKSTATION,
  type HubId,
  hubIdOfLedger,
  type JournalId,
} from '@holdfast/wire';
import {ClosingWatch} from './closing-watch.ts';
import {DeletionWatch} from './deletion-watch.ts';
import type {DiskImage} from './disk-image.ts';
import {entryName} from './entry-name.ts';
import {GatewayNode} from './gateway-node.ts';
import {HeldWatch, type HeldWord} from './held-watch.ts';
import {History} from './history.ts';
import {HubNode} from './hub-node.ts';
import {LanWatch} from './lan-watch.ts';
import type {LedgerWatch} from './ledgers-on-disk.ts';
import {RarePaths} from './rare-paths.ts';
import {type Nudge, Scheduler} from './scheduler.ts';
import {simKey} from './sim-keys.ts';
import {SimLan} from './sim-lan.ts';
import {SimLine} from './sim-way.ts';
import type {OpeningHub, Stage} from './stage.ts';
import type {Storm} from './storm.ts';
import {TillNode} from './till-node.ts';
import type {Trouble} from './trouble.ts';

/** One store and its head office, in virtual time, with everything that is watched. */
export class World implements Stage {
  readonly seed: number;
  readonly storm: Storm;
  /** A real directory: every machine's disk lies below it. */
  readonly root: string;
  readonly retailStoreId = '017';
  readonly scheduler: Scheduler;
  readonly history: History;
  readonly rare = new RarePaths();
  readonly lan: SimLan;
  readonly lines: readonly SimLine[];
  readonly headOffice: Stage['headOffice'];
  readonly gateway: GatewayNode;
  /** In the order in which they became the store's. */
  readonly hubs: HubNode[];
  readonly tills: TillNode[];
  readonly troubles: Trouble[] = [];
  readonly acks = new AckWatch();
  readonly #held = new HeldWatch();
  readonly #deletions = new DeletionWatch();
  /** By journal: the last sequence that its till has deleted. */
  readonly prunedAtTills = new Map<string, number>();
  readonly closings = new ClosingWatch();
  /** What a backup would have kept, for the day something is put back. */
  readonly backups: {hub: DiskImage | undefined; gateway: DiskImage | undefined} = {
    ...{hub: undefined, gateway: undefined},
  };
  /** A till's disk that forgot what the store has must not be needed again. */
  mayRestoreGateway = true;
  readonly groups = {groups: 0, entries: 0};
  readonly #durableSince = new Map<string, number>();
  #hubLives = 0;
  readonly #named: RosterPair[] = [];
  readonly #damaged = new Set<HubId>();
  readonly #rolledBack = new Set<HubId>();
  readonly #rate: () => number;
  /** Whether things still go wrong. */
  stormy = false;

  constructor(options: {
    readonly seed: number;
    readonly storm: Storm;
    readonly root: string;
    readonly nudge?: Nudge;
  }) {
    const {seed, storm, root, nudge} = options;
    this.seed = seed;
    this.storm = storm;
    this.root = root;
    this.scheduler = new Scheduler(this.chance('ties'), nudge);
    this.history = new History(() => this.scheduler.nowMs);
    const {scheduler} = this;
    const lan = new LanWatch(this);
    this.lan = new SimLan({
      scheduler,
      random: this.chance('lan'),
      delayMs: storm.lanDelayMs,
      watchOf: (till, hubId) => lan.watchOf(till, hubId),
    });
    const names = ['fibre', 'cable', 'lte'];
    this.lines = names
      .slice(0, storm.lines)
      .map(name => new SimLine({name, metered: name === 'lte', delayMs: storm.lineDelayMs}));
    const drift = this.chance('drift');
    const rate = () => 1 + (drift.below(401) - 200) / 1_000_000;
    this.#rate = rate;
    const {syncMs} = storm;
    this.gateway = new GatewayNode(this, {syncMs, rate: rate()});
    const {gateway} = this;
    this.headOffice = {
      publicKey: gateway.publicKey,
      answer: (request, source) => gateway.answer(request, source),
      incarnation: () => gateway.incarnation,
      enrolledBy: () => gateway.enrolledBy,
    };
    this.hubs = [this.#makeHub()];
    this.tills = [];
    for (let count = 0; count < storm.tills; count += 1) this.addTill();
  }

  /** One more till, on a blank machine. */
  addTill(): TillNode {
    const name = `W${String(this.tills.length + 1).padStart(2, '0')}`;
    const till = new TillNode(this, {name, syncMs: this.storm.syncMs / 10, rate: this.#rate()});
    this.tills.push(till);
    return till;
  }

  /** The store's hub: the one that took over last. */
  get hub(): HubNode {
    const hub = this.hubs.at(-1);
    assert(hub, 'a store has a hub');
    return hub;
  }

  /** Whether tills that follow any hub that was ever named would follow this one. */
  isAboveAll(pair: RosterPair): boolean {
    return this.#named.every(before => isHigherHub(pair, before));
  }

  named(pair: RosterPair): void {
    this.#named.push(pair);
  }

  /** A blank machine beside those there are. */
  nextHub(identity: SigningKey): HubNode {
    const hub = this.#makeHub(identity);
    this.hubs.push(hub);
    this.backups.hub = undefined;
    return hub;
  }

  #makeHub(identity?: SigningKey): HubNode {
    const count = (this.hubs?.length ?? 0) + 1;
    const name = count === 1 ? 'hub' : `hub ${count}`;
    const {syncMs} = this.storm;
    const named = {
      name,
      host: `192.0.2.${count}`,
      identity: identity ?? simKey(`${this.seed} hub`),
    };
    return new HubNode(this, {...named, syncMs, rate: this.#rate()});
  }

  /** Chance for one purpose, so that drawing for one thing does not shift another. */
  chance(purpose: string): SeededRandom {
    return World.chanceOf(this.seed, purpose);
  }

  static chanceOf(seed: number, purpose: string): SeededRandom {
    const hash = nodeDigest.sha256(utf8Encode(`${seed} ${purpose}`));
    return new SeededRandom(new DataView(hash.buffer, hash.byteOffset).getUint32(0));
  }

  /** Stops every program where it is, and gives back what they held open. Idempotent. */
  async end(): Promise<void> {
    for (const {machine} of [...this.hubs, this.gateway, ...this.tills]) await machine.end();
  }

  found(trouble: Trouble): void {
    this.history.note('fault', `FOUND ${trouble.invariant} at ${trouble.at}: ${trouble.detail}`);
    this.troubles.push(trouble);
  }

  foundDefect(at: string, error: unknown): void {
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.found({invariant: 'defect', at, detail});
  }

  foundBy(finding: Finding | undefined): void {
    if (!finding) return;
    const {invariant, kind, side, entry, detail} = finding;
    this.found({invariant, at: side, detail: `${kind} ${entry}: ${detail}`});
  }

  died(machine: string): void {
    if (!this.stormy) return;
    if (machine.startsWith('hub')) this.rare.reached('hubDied');
    else this.rare.reached(machine === 'gateway' ? 'gatewayDied' : 'tillDied');
  }

  /** The hub's files were put back to an earlier state: its next start finds a loss. */
  hubRolledBack(): void {
    this.#damaged.add(this.hub.hubId);
    this.#rolledBack.add(this.hub.hubId);
  }

  gatewayRestored(): void {
    this.rare.reached('gatewayRestored');
  }

  headOfficeSigned(upTo: Parameters<Stage['headOfficeSigned']>[0]): void {
    this.#deletions.signed(upTo);
  }

  tillPruned(upTo: Parameters<Stage['tillPruned']>[0]): void {
    this.rare.reached('prunedAtTill');
    this.prunedAtTills.set(upTo.journalId, upTo.sequenceNumber);
    const trouble = this.#deletions.forgotten(upTo);
    if (trouble) this.found(trouble);
  }

  segmentAnswered({outcome}: ForwardEntriesAnswer): void {
    if (outcome === 'alreadyHeld') this.rare.reached('segmentTwice');
    if (outcome === 'arrived') this.rare.reached('segmentAhead');
  }

  headOfficeSaid(word: HeldWord): void {
    this.#held.answered(word);
  }

  /** Which life of the hub made this entry durable, if one did. */
  durableSince(entry: string): number | undefined {
    return this.#durableSince.get(entry);
  }

  laneOf(hubId: HubId, journalId: JournalId): LaneTail | undefined {
    return this.#hubOf(hubId)?.serving?.ledgers.current.lane(journalId);
  }

  isFenced(hubId: HubId): boolean {
    return this.#hubOf(hubId)?.isFenced === true;
  }

  #hubOf(hubId: HubId): HubNode | undefined {
    return this.hubs.find(hub => hub.hubId === hubId);
  }

  get hubLives(): number {
    return this.#hubLives;
  }

  ledgerWatch(hub: OpeningHub, forwarderOf: () => Forwarder | undefined): LedgerWatch {
    this.#hubLives += 1;
    return {
      written: (ledgerId, group) => {
        if (hubIdOfLedger(ledgerId) !== hub.hubId) {
          const detail = `writes ${ledgerId}, which is another hub's`;
          this.found({invariant: 'I12', at: hub.machine.name, detail});
        }
        for (const {line, entry} of openGroup(nodeDigest, {ledgerId, group}).entries) {
          const {journalId, sequenceNumber} = entry.header;
          this.acks.written({ledgerId, position: line.position, journalId, sequenceNumber});
        }
      },
      durable: (ledgerId, group) => {
        const {entries} = openGroup(nodeDigest, {ledgerId, group});
        const sales = entries.filter(({entry}) => entry.header.workstationId !== HUB_WORKSTATION);
        if (sales.length > 0) this.groups.groups += 1;
        this.groups.entries += sales.length;
        for (const {line, entry} of entries) {
          const {journalId, sequenceNumber} = entry.header;
          const place = {position: line.position, journalId, sequenceNumber};
          this.acks.durable({ledgerId, ...place});
          this.#deletions.stands(ledgerId, place);
          const trouble = this.closings.recorded(ledgerId, entry);
          if (trouble) this.found(trouble);
          const key = entryName(journalId, sequenceNumber);
          if (!this.#durableSince.has(key)) this.#durableSince.set(key, this.#hubLives);
        }
      },
      counted: word => {
        const trouble = this.#held.counted(word);
        if (trouble) this.found(trouble);
      },
      pruning: (ledgerId, upTo) => {
        this.rare.reached('prunedAtHub');
        const trouble = this.#deletions.pruned(ledgerId, upTo);
        if (trouble) this.found(trouble);
      },
      checkpointed: () => {
        if ((forwarderOf()?.progress().backlogEntries ?? 0) > 0) {
          this.rare.reached('checkpointDuringDrain');
        }
      },
    };
  }

  hubOpened({hubId, machine}: OpeningHub, {report, current, previous}: Ledgers): void {
    const {opened, lost} = report;
    this.history.note('start', `${machine.name} opened ${opened} at ${report.position}`);
    if (opened === 'tailLost') this.rare.reached('ledgerReopened');
    if (report.anchor === 'ahead') this.rare.reached('anchorAhead');
    // Where the anchor lagged, only head office notices a ledger that was put back: what was
    // written to it since stands in the next one, and the old one ends where both agree.
    const damaged =
      this.#damaged.delete(hubId) || (this.#rolledBack.has(hubId) && opened === 'diverged');
    if (damaged) {
      for (const {ledgerId, end} of [...previous, current].map(endOf)) {
        this.acks.damaged({ledgerId, lastPosition: end});
      }
    } else if (lost && opened === 'tailLost') {
      const detail = `ends at ${lost.lastPosition}, the anchor says ${lost.anchorPosition}`;
      this.found({
        invariant: 'I4',
        at: machine.name,
        detail: `a tail was lost without a cause: ${detail}`,
      });
    }
    for (const {ledgerId, end} of [...previous, current].map(endOf)) {
      this.foundBy(this.acks.reopened({ledgerId, position: end}));
    }
  }
}

function endOf(ledger: {readonly ledgerId: string; end(): {readonly position: number}}): {
  readonly ledgerId: string;
  readonly end: number;
} {
  return {ledgerId: ledger.ledgerId, end: ledger.end().position};
}
