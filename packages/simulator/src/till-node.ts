import {createHash} from 'node:crypto';
import {saleDraft} from '@holdfast/domain/testing';
import {nodeDigest} from '@holdfast/platform-node';
import {type Bytes, isFault, utf8Encode} from '@holdfast/std';
import type {SeededRandom} from '@holdfast/std/testing';
import {createTerminal, type Journal, type Pairing, type Terminal} from '@holdfast/terminal-sdk';
import {isHigherHub} from '@holdfast/trust';
import type {GatewayIncarnation, HubId, PairingLink} from '@holdfast/wire';
import {journalBadEntry} from './bad-entry.ts';
import {type DiskImage, takeImage} from './disk-image.ts';
import {openJournalOnDisk, withoutUnusedKeys} from './journal-on-disk.ts';
import {type Boot, Machine} from './machine.ts';
import {simVerifier} from './sim-keys.ts';
import type {Stage} from './stage.ts';

/** How often a till that starts again finds an entry in its journal that no hub accepts. */
const BAD_ENTRY_PERCENT = 20;

/** A till's disk on some day, and how much had been sold by then. */
export interface TillBefore {
  readonly image: DiskImage;
  readonly sales: number;
}

/** What a till's application wants sold, and the receipt it was given. */
export interface Sale {
  readonly submissionId: string;
  readonly body: Bytes;
  readonly bodySha256: string;
  receipt?: {readonly journalId: string; readonly sequenceNumber: number};
}

/**
 * A till and the application on it, which sells one thing after another and never forgets what it
 * sold: after a death it asks again under the same name.
 */
export class TillNode {
  readonly machine: Machine;
  readonly sales: Sale[] = [];
  readonly name: string;
  /** Entries that it journaled and nobody sold. */
  badEntriesMax = 0;
  readonly #stage: Stage;
  readonly #random: SeededRandom;
  #terminal: Terminal | undefined;
  #toSell = 0;
  #thinkMs = 0;
  #asking = false;
  #recordedInTurn = false;
  #heldBy: GatewayIncarnation | undefined;
  #pairing: Pairing | undefined;
  #generation = 0;
  /** Receipts of sales that this disk forgot, and that the hub or head office has. */
  forgotten = 0;
  /** Where the disks lie that it had before it was re-imaged. */
  readonly oldDisks: string[] = [];
  /** The journal that was revoked, where somebody took this till. */
  stolenJournal: string | undefined;
  #printedBefore = 0;

  constructor(
    stage: Stage,
    options: {readonly name: string; readonly syncMs: number; readonly rate: number},
  ) {
    this.#stage = stage;
    this.name = options.name;
    this.#random = stage.chance(`till ${this.name}`);
    this.machine = new Machine(stage, {...options, program: boot => this.#run(boot)});
  }

  get terminal(): Terminal | undefined {
    return this.machine.running ? this.#terminal : undefined;
  }

  /** Whether all it was to sell is sold, and head office as it is now has signed for it. */
  get done(): boolean {
    const {terminal} = this;
    if (this.stolenJournal !== undefined) return terminal ? saysItIsRevoked(terminal) : false;
    if (!terminal || this.sales.length < this.#toSell) return false;
    if (this.sales.some(sale => !sale.receipt)) return false;
    const {journaled, held} = terminal.progress;
    return held >= journaled && this.#heldBy === this.#stage.headOffice.incarnation();
  }

  /** Whether it has kept that this is its hub. */
  follows({hubId}: {readonly hubId: HubId}): boolean {
    return this.#pairing?.hubId === hubId;
  }

  get recorded(): number {
    return this.terminal?.progress.recorded ?? 0;
  }

  /** Whether it has a hub, and the journal under which that knows it. */
  get pairing(): Pairing | undefined {
    return this.terminal ? this.#pairing : undefined;
  }

  /** Nothing is asked for and not sold, and all that is journaled head office has signed for. */
  get isAtRest(): boolean {
    const {terminal} = this;
    if (!terminal || !this.#pairing || this.sales.some(sale => !sale.receipt)) return false;
    const {journaled, held} = terminal.progress;
    return held >= journaled && this.#heldBy === this.#stage.headOffice.incarnation();
  }

  /**
   * Its disk is what it was once, or blank. What was sold since stays sold: its receipts were
   * printed.
   */
  putBack(before: TillBefore): void {
    this.#generation += 1;
    this.#pairing = undefined;
    this.forgotten += this.sales.length - before.sales;
    this.#printedBefore = this.sales.length;
    this.machine.replaceDisk(() => withoutUnusedKeys(before.image));
  }

  /** Its disk is blank. The one it had lies in a cupboard. */
  reimage(): void {
    this.#generation += 1;
    this.#pairing = undefined;
    this.#printedBefore = this.sales.length;
    this.oldDisks.push(this.machine.directory);
    this.machine.replaceDisk(() => ({files: new Map(), numbers: new Map()}));
  }

  /** A copy of its disk, as of now. */
  copyDisk(): TillBefore {
    return {image: takeImage(this.machine.directory), sales: this.sales.length};
  }

  async pair(link: PairingLink): Promise<void> {
    await this.terminal?.pair(link, {workstationId: this.name, name: `Till ${this.name}`});
  }

  /**
   * Sells so many, one after the other. In turn: the next one only when the hub has recorded the
   * one before.
   */
  sell(day: {
    readonly count: number;
    readonly thinkMs: number;
    readonly recordedInTurn: boolean;
  }): void {
    this.#toSell += day.count;
    this.#thinkMs = day.thinkMs;
    this.#recordedInTurn = day.recordedInTurn;
    if (this.#terminal) this.#serve(this.#terminal, this.#life());
  }

  async #run(boot: Boot): Promise<void> {
    const {life, directory, clock, random, log, fall} = boot;
    this.#terminal = undefined;
    const {disk} = this.machine;
    const keyName = `${this.#stage.seed} ${this.name}`;
    const network = this.#stage.lan.seenBy(this.name, life);
    const terminal = createTerminal({
      app: {name: 'simulated', version: '1'},
      platform: {
        ...network,
        openJournal: async () => {
          const journal = await openJournalOnDisk({
            ...{disk, life, directory, keyName, log, generation: this.#generation},
            onCustody: ({held}) => {
              this.#heldBy = held?.gatewayIncarnation;
            },
            onPairing: pairing => this.#paired(pairing),
            onPruned: upTo => this.#stage.tillPruned(upTo),
          });
          if (this.#stage.stormy && random.chance(BAD_ENTRY_PERCENT))
            await this.#journalBad(journal);
          return journal;
        },
        clock,
        random,
        digest: nodeDigest,
        verifier: simVerifier,
        log,
      },
    });
    void terminal.failed.then(fall);
    await terminal.start();
    this.#terminal = terminal;
    this.#isAlive = () => life.alive;
    this.#asking = false;
    this.#checkTail(terminal);
    this.#serve(terminal, () => life.alive);
  }

  /** Counted before it is known to be on the disk: at most so many stand in the journal. */
  async #journalBad(journal: Journal): Promise<void> {
    this.badEntriesMax += 1;
    await journalBadEntry(journal);
  }

  #isAlive: () => boolean = () => false;

  #life(): () => boolean {
    return this.#isAlive;
  }

  /** A till that has seen a hub never goes back to a lower one (I12). */
  #paired(pairing: Pairing | undefined): void {
    const before = this.#pairing;
    this.#pairing = pairing;
    if (!before || !pairing || before.hubId === pairing.hubId) return;
    if (isHigherHub(pairing, before)) {
      this.#stage.rare.reached('tillFollowed');
      return;
    }
    const detail = `goes from ${before.hubId} in epoch ${before.epoch} to ${pairing.hubId} in ${pairing.epoch}`;
    this.#stage.found({invariant: 'I12', at: this.name, detail});
  }

  /** What was printed is in the journal, whatever happened to the machine. */
  #checkTail(terminal: Terminal): void {
    const journalId = this.#pairing?.journalId;
    const printed = this.sales
      .slice(this.#printedBefore)
      .filter(({receipt}) => receipt?.journalId === journalId)
      .reduce((last, {receipt}) => Math.max(last, receipt?.sequenceNumber ?? 0), 0);
    const {journaled} = terminal.progress;
    if (journaled < printed) {
      const detail = `the journal ends at ${journaled}, a receipt names ${printed}`;
      this.#stage.found({invariant: 'I1', at: this.name, detail});
    }
  }

  #serve(terminal: Terminal, isAlive: () => boolean): void {
    if (this.#asking) return;
    this.#asking = true;
    void this.#sellOn(terminal, isAlive).then(() => {
      if (isAlive()) this.#asking = false;
    });
  }

  async #sellOn(terminal: Terminal, isAlive: () => boolean): Promise<void> {
    const {scheduler} = this.#stage;
    while (isAlive()) {
      const sale = this.#nextSale();
      if (!sale) return;
      if (this.#thinkMs > 0) await scheduler.sleep(this.#random.below(2 * this.#thinkMs));
      if (!isAlive()) return;
      if (!(await this.#submit(terminal, sale, isAlive))) await scheduler.sleep(500);
    }
  }

  #nextSale(): Sale | undefined {
    const open = this.sales.find(sale => !sale.receipt);
    if (open || this.sales.length >= this.#toSell) return open;
    const draft = saleDraft([1 + this.#random.below(9_999)]);
    // Not as this version writes it, and with a field that it does not know.
    const body = utf8Encode(JSON.stringify({...draft, fieldOfTomorrow: 'kept'}, null, 1));
    const submissionId = `${this.name}-${this.sales.length + 1}`;
    const sale = {submissionId, body, bodySha256: sha256(body)};
    this.sales.push(sale);
    return sale;
  }

  async #submit(terminal: Terminal, sale: Sale, isAlive: () => boolean): Promise<boolean> {
    const {history, rare} = this.#stage;
    const {submissionId, body} = sale;
    try {
      const submission = await terminal.submit(body, {submissionId});
      if (!isAlive()) return false;
      const {journalId, sequenceNumber} = submission.key;
      if (submission.repeated) rare.reached('askedAgainAfterDeath');
      sale.receipt = {journalId, sequenceNumber};
      history.note('sale', `${this.name} ${submission.receiptNumber}`);
      if (this.#recordedInTurn) await submission.recorded;
      return true;
    } catch (error) {
      if (!isFault(error)) this.#stage.foundDefect(this.name, error);
      return false;
    }
  }
}

function saysItIsRevoked({status}: Terminal): boolean {
  return status.kind === 'blocked' && status.code === 'revoked';
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
