import {AckWatch, type Finding} from '@holdfast/checkers';
import type {Forwarder} from '@holdfast/forwarder';
import {type LaneTail, type Ledgers, openGroup} from '@holdfast/ledger';
import {nodeDigest} from '@holdfast/platform-node';
import {utf8Encode} from '@holdfast/std';
import {SeededRandom} from '@holdfast/std/testing';
import {type ForwardEntriesAnswer, HUB_WORKSTATION, type JournalId} from '@holdfast/wire';
import {entryName} from './entry-name.ts';
import {GatewayNode} from './gateway-node.ts';
import {HeldWatch, type HeldWord} from './held-watch.ts';
import {History} from './history.ts';
import {HubNode} from './hub-node.ts';
import {LanWatch} from './lan-watch.ts';
import type {LedgerWatch} from './ledgers-on-disk.ts';
import {RarePaths} from './rare-paths.ts';
import {type Nudge, Scheduler} from './scheduler.ts';
import {SimLan} from './sim-lan.ts';
import {SimLine} from './sim-way.ts';
import type {Stage} from './stage.ts';
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
  readonly hub: HubNode;
  readonly tills: readonly TillNode[];
  readonly troubles: Trouble[] = [];
  readonly acks = new AckWatch();
  readonly #held = new HeldWatch();
  readonly groups = {groups: 0, entries: 0};
  readonly #durableSince = new Map<string, number>();
  #hubLives = 0;
  #hubDamaged = false;
  #hubRolledBack = false;
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
      watchOf: till => lan.watchOf(till),
    });
    const names = ['fibre', 'cable', 'lte'];
    this.lines = names
      .slice(0, storm.lines)
      .map(name => new SimLine({name, metered: name === 'lte', delayMs: storm.lineDelayMs}));
    const drift = this.chance('drift');
    const rate = () => 1 + (drift.below(401) - 200) / 1_000_000;
    const {syncMs} = storm;
    this.gateway = new GatewayNode(this, {syncMs, rate: rate()});
    const {gateway} = this;
    this.headOffice = {
      publicKey: gateway.publicKey,
      answer: (request, source) => gateway.answer(request, source),
      incarnation: () => gateway.incarnation,
    };
    this.hub = new HubNode(this, {syncMs, rate: rate()});
    this.tills = Array.from({length: storm.tills}, (_, at) => {
      const name = `W${String(at + 1).padStart(2, '0')}`;
      return new TillNode(this, {name, syncMs: syncMs / 10, rate: rate()});
    });
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
    for (const {machine} of [this.hub, this.gateway, ...this.tills]) await machine.end();
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
    if (machine === 'hub') this.rare.reached('hubDied');
    else this.rare.reached(machine === 'gateway' ? 'gatewayDied' : 'tillDied');
  }

  /** The hub's files were put back to an earlier state: its next start finds a loss. */
  hubRolledBack(): void {
    this.#hubDamaged = true;
    this.#hubRolledBack = true;
  }

  gatewayRestored(): void {
    this.rare.reached('gatewayRestored');
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

  /** What the hub that serves now knows of a journal. */
  laneOf(journalId: JournalId): LaneTail | undefined {
    return this.hub.serving?.ledgers.current.lane(journalId);
  }

  get hubLives(): number {
    return this.#hubLives;
  }

  ledgerWatch(forwarderOf: () => Forwarder | undefined): LedgerWatch {
    this.#hubLives += 1;
    return {
      written: (ledgerId, group) => {
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
          this.acks.durable({ledgerId, position: line.position, journalId, sequenceNumber});
          const key = entryName(journalId, sequenceNumber);
          if (!this.#durableSince.has(key)) this.#durableSince.set(key, this.#hubLives);
        }
      },
      counted: word => {
        const trouble = this.#held.counted(word);
        if (trouble) this.found(trouble);
      },
      checkpointed: () => {
        if ((forwarderOf()?.progress().backlogEntries ?? 0) > 0) {
          this.rare.reached('checkpointDuringDrain');
        }
      },
    };
  }

  hubOpened({report, current, previous}: Ledgers): void {
    const {opened, lost} = report;
    this.history.note('start', `hub opened ${opened} at ${report.position}`);
    if (opened === 'tailLost') this.rare.reached('ledgerReopened');
    if (report.anchor === 'ahead') this.rare.reached('anchorAhead');
    // Where the anchor lagged, only head office notices a ledger that was put back: what was
    // written to it since stands in the next one, and the old one ends where both agree.
    const damaged = this.#hubDamaged || (this.#hubRolledBack && opened === 'diverged');
    this.#hubDamaged = false;
    if (damaged) {
      for (const {ledgerId, end} of [...previous, current].map(endOf)) {
        this.acks.damaged({ledgerId, lastPosition: end});
      }
    } else if (lost && opened === 'tailLost') {
      const detail = `ends at ${lost.lastPosition}, the anchor says ${lost.anchorPosition}`;
      this.found({
        invariant: 'I4',
        at: 'hub',
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
