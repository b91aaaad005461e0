import type {SeededRandom} from '@holdfast/std/testing';
import {type DiskImage, takeImage} from './disk-image.ts';
import type {Machine} from './machine.ts';
import type {PathWeather} from './path.ts';
import type {CutMoment} from './sim-disk.ts';
import type {Misfortune} from './storm.ts';
import type {TillNode} from './till-node.ts';
import {liveThroughUpheavals} from './upheavals.ts';
import type {World} from './world.ts';

const CUT_MOMENTS: readonly CutMoment[] = ['before', 'during', 'during', 'after'];
const SNAPSHOT_EVERY_MS = 4_000;
const YEAR_MS = 365 * 24 * 60 * 60_000;

/** Lets things go wrong until the storm is over, then puts right what would stay wrong. */
export class Weather {
  readonly #world: World;
  readonly #random: SeededRandom;

  constructor(world: World) {
    this.#world = world;
    this.#random = world.chance('weather');
  }

  async blow(): Promise<void> {
    const {storm, scheduler, history} = this.#world;
    const endMs = scheduler.nowMs + storm.stormMs;
    this.#world.stormy = true;
    void this.#keepSnapshots();
    const upheavals = liveThroughUpheavals(this.#world);
    while (scheduler.nowMs < endMs) {
      const waitMs = Math.min(storm.everyMs * 2 * this.#fraction(), endMs - scheduler.nowMs + 1);
      await scheduler.sleep(waitMs);
      if (scheduler.nowMs >= endMs) break;
      const misfortune = this.#pick(storm.misfortunes);
      if (!misfortune) continue;
      history.note('fault', misfortune);
      this.#strike(misfortune);
    }
    this.#clear();
    await upheavals;
  }

  #clear(): void {
    const {lan, tills, lines, hubs, gateway, history} = this.#world;
    this.#world.stormy = false;
    history.note('fault', 'the storm is over');
    for (const line of lines) line.calm();
    void this.#resumeLines();
    for (const {name} of tills) for (const path of Object.values(lan.cable(name))) calm(path);
    for (const {disk} of [...hubs, gateway, ...tills].map(({machine}) => machine)) {
      disk.trouble(undefined);
      disk.slowness = 1;
    }
  }

  /** What a backup would have kept, for the day something is put back. */
  async #keepSnapshots(): Promise<void> {
    const {scheduler, gateway, backups} = this.#world;
    while (this.#world.stormy) {
      const {hub} = this.#world;
      if (hub.serving && !backups.hub) backups.hub = takeImage(hub.machine.directory);
      if (gateway.ready) backups.gateway = takeImage(gateway.machine.directory);
      await scheduler.sleep(SNAPSHOT_EVERY_MS);
    }
  }

  #strike(misfortune: Misfortune): void {
    const {hub, gateway, lan} = this.#world;
    const till = this.#till();
    const table: Readonly<Record<Misfortune, () => void>> = {
      hubDies: () => this.#kill(hub.machine),
      tillDies: () => this.#kill(till.machine),
      gatewayDies: () => this.#kill(gateway.machine),
      hubCutInWrite: () => this.#cutInWrite(hub.machine),
      tillCutInWrite: () => this.#cutInWrite(till.machine),
      gatewayCutInWrite: () => this.#cutInWrite(gateway.machine),
      hubDiskFails: () => this.#failDisk(hub.machine),
      tillDiskFails: () => this.#failDisk(till.machine),
      gatewayDiskFails: () => this.#failDisk(gateway.machine),
      diskFull: () =>
        this.#machine().disk.trouble({kind: 'full', afterWrites: this.#random.below(4)}),
      diskSlow: () => this.#slowDown(this.#machine()),
      lanCut: () => lan.cut(till.name),
      lanLosesFrames: () =>
        this.#forAWhile(this.#cablePaths(till), path => {
          path.lossPercent = 5 + this.#random.below(50);
          path.doublePercent = this.#random.below(40);
          path.jitterMs = path.delayMs * (1 + this.#random.below(50));
        }),
      lanBlocked: () =>
        this.#forAWhile(this.#cablePaths(till), path => {
          path.blocked = true;
        }),
      lineLosesRequests: () =>
        this.#forAWhile(this.#linePaths(), path => {
          path.lossPercent = 5 + this.#random.below(60);
          path.doublePercent = this.#random.below(40);
          path.jitterMs = this.#random.below(3_000);
        }),
      lineBlocked: () =>
        this.#forAWhile(this.#linePaths(), path => {
          path.blocked = true;
        }),
      linePulled: () => this.#bendLine('pulled'),
      portal: () => this.#bendLine('portal'),
      clockJumps: () => this.#jump(this.#machine()),
      hubRolledBack: () => this.#rollBackHub(),
      hubDiskLies: () => this.#forgetSyncs(),
      gatewayRestored: () => this.#restoreGateway(),
      hubRestarted: () => hub.serving?.restart(),
      linesOperated: () => this.#operateLines(),
    };
    table[misfortune]();
  }

  #kill(machine: Machine): void {
    machine.crash(this.#random.chance(50) ? 'exit' : 'powerCut');
  }

  #cutInWrite({disk}: Machine): void {
    const moment = this.#pick(CUT_MOMENTS) ?? 'during';
    disk.trouble({kind: 'powerCut', moment, afterWrites: this.#random.below(6)});
  }

  #failDisk({disk}: Machine): void {
    const kind = this.#random.chance(50) ? 'writeFails' : 'syncFails';
    disk.trouble({kind, afterWrites: this.#random.below(6)});
  }

  #slowDown({disk}: Machine): void {
    disk.slowness = 2 + this.#random.below(60);
    this.#world.scheduler.after(this.#whileMs(), () => {
      disk.slowness = 1;
    });
  }

  #jump({clock}: Machine): void {
    const byMs = (this.#random.below(2) === 0 ? -1 : 1) * (1_000 + this.#random.below(7_200_000));
    if (byMs < 0) this.#world.rare.reached('clockBack');
    clock.wallStartMs += byMs;
  }

  /** Some of the paths, at times one direction only. */
  #forAWhile(paths: readonly PathWeather[], bend: (path: PathWeather) => void): void {
    const both = this.#random.chance(60);
    const struck = paths.filter(() => both || this.#random.chance(50));
    for (const path of struck) bend(path);
    this.#world.scheduler.after(this.#whileMs(), () => {
      for (const path of struck) calm(path);
    });
  }

  #bendLine(how: 'pulled' | 'portal'): void {
    const line = this.#pick(this.#world.lines);
    if (!line) return;
    line[how] = true;
    this.#world.scheduler.after(this.#whileMs(), () => {
      line[how] = false;
    });
  }

  /** A person prefers a line, or none, or pauses one, perhaps the only one, for a while. */
  #operateLines(): void {
    const {hub, lines, rare, scheduler} = this.#world;
    const uplinks = hub.serving?.uplinks;
    const line = this.#pick(lines);
    if (!uplinks || !line) return;
    if (this.#random.chance(40)) {
      void uplinks.prefer(this.#random.chance(70) ? line.name : undefined);
      return;
    }
    rare.reached('linePaused');
    void uplinks.pause(line.name);
    scheduler.after(this.#whileMs(), () => void hub.serving?.uplinks.resume(line.name));
  }

  /** A pause outlives the hub that was asked for it: a person ends each that is left. */
  async #resumeLines(): Promise<void> {
    const {hubs, lines, scheduler} = this.#world;
    await Promise.all(
      hubs.map(async hub => {
        while (!hub.serving) await scheduler.sleep(hub.machine.off ? 1_000 : 100);
        for (const {name} of lines) void hub.serving.uplinks.resume(name);
      }),
    );
  }

  /** An old copy of the ledger is put in place of the new one; the anchor beside it stays. */
  #rollBackHub(): void {
    const {hub, backups, storm} = this.#world;
    const before = backups.hub;
    backups.hub = undefined;
    if (!before || !hub.serving) return;
    // Nobody but this disk may know that a till was shut out, or where one parted from it.
    const {upheavals} = storm;
    if (upheavals.includes('keyRevoked') || upheavals.includes('tillRolledBack')) return;
    const names = (image: DiskImage) =>
      [...image.files.keys()].filter(name => name.endsWith('.db') && name.includes('ledger-'));
    if (names(takeImage(hub.machine.directory)).join() !== names(before).join()) return;
    this.#world.hubRolledBack();
    hub.machine.replaceDisk(image => {
      const files = new Map(image.files);
      for (const name of names(before)) replaceDatabase(files, before, name);
      return {...image, files};
    });
  }

  /** All of the hub's files are what they once were, and nothing tells. */
  #forgetSyncs(): void {
    const before = this.#world.backups.hub;
    if (before) this.#world.hub.machine.replaceDisk(() => before);
  }

  /** A backup of head office's file is put back, as a copy. */
  #restoreGateway(): void {
    const {gateway, backups, mayRestoreGateway} = this.#world;
    const before = backups.gateway;
    if (!before || !gateway.ready || !mayRestoreGateway) return;
    if (this.#random.chance(30)) {
      gateway.machine.clock.wallStartMs -= this.#random.below(YEAR_MS);
      this.#world.rare.reached('restoredClockBack');
    }
    gateway.machine.replaceDisk(image => {
      const files = new Map(image.files);
      replaceDatabase(files, before, 'fleet.db');
      return {files, numbers: new Map()}; // another file than the one its mark names
    });
  }

  #cablePaths({name}: TillNode): readonly PathWeather[] {
    return Object.values(this.#world.lan.cable(name));
  }

  #linePaths(): readonly PathWeather[] {
    const lines = this.#random.chance(30) ? this.#world.lines : [this.#pick(this.#world.lines)];
    return lines.flatMap(line => (line ? [line.up, line.down] : []));
  }

  #till(): TillNode {
    const [first] = this.#world.tills;
    const till = this.#pick(this.#world.tills) ?? first;
    if (!till) throw new RangeError('a store has a till');
    return till;
  }

  #machine(): Machine {
    const {hub, gateway} = this.#world;
    return (
      this.#pick([hub.machine, gateway.machine, this.#till().machine, hub.machine]) ?? hub.machine
    );
  }

  #whileMs(): number {
    return 200 + this.#random.below(this.#random.chance(70) ? 3_000 : 15_000);
  }

  #fraction(): number {
    return this.#random.below(1_000) / 1_000;
  }

  #pick<T>(choices: readonly T[]): T | undefined {
    return choices[this.#random.below(choices.length)];
  }
}

function replaceDatabase(files: Map<string, Buffer>, before: DiskImage, name: string): void {
  for (const part of [name, `${name}-wal`]) {
    const old = before.files.get(part);
    if (old) files.set(part, old);
    else files.delete(part);
  }
}

function calm(path: PathWeather): void {
  path.blocked = false;
  path.lossPercent = 0;
  path.doublePercent = 0;
  path.jitterMs = path.delayMs;
}
