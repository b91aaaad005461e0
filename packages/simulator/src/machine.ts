import {mkdirSync} from 'node:fs';
import {join} from 'node:path';
import {type Clock, isFault, type Log} from '@holdfast/std';
import {SeededRandom} from '@holdfast/std/testing';
import {type DiskImage, layOut, takeImage} from './disk-image.ts';
import {Life} from './life.ts';
import {type ClockHardware, SimClock} from './sim-clock.ts';
import {SimDisk} from './sim-disk.ts';
import type {Stage} from './stage.ts';

/** What a program is handed when a machine starts it. */
export interface Boot {
  readonly life: Life;
  readonly directory: string;
  readonly clock: Clock;
  readonly random: SeededRandom;
  readonly log: Log;
  /** What the program cannot outlive: its process ends, and is started again. */
  readonly fall: (error: unknown) => void;
}

/** How a life ends. `exit`: by itself, or by kill −9. `powerCut`: the network is not told. */
export type Death = 'exit' | 'powerCut';

/**
 * One computer: a disk and a clock that stay, and a program that is started again whenever it ends.
 * Each life finds the disk in a directory of its own, so that nothing which the life before still
 * holds open can touch it.
 */
export class Machine {
  readonly name: string;
  readonly disk: SimDisk;
  readonly clock: ClockHardware;
  readonly #stage: Stage;
  readonly #program: (boot: Boot) => Promise<void>;
  readonly #random: SeededRandom;
  #life = new Life();
  #directory = '';
  #lives = 0;
  #awaitingStart = false;
  #off = false;

  constructor(
    stage: Stage,
    options: {
      readonly name: string;
      readonly syncMs: number;
      readonly rate: number;
      readonly program: (boot: Boot) => Promise<void>;
    },
  ) {
    const {scheduler, history, rare} = stage;
    const {name, syncMs, rate, program} = options;
    this.name = name;
    this.#stage = stage;
    this.#program = program;
    this.#random = stage.chance(`machine ${name}`);
    this.clock = {name, rate, wallStartMs: Date.UTC(2026, 2, 14, 9)};
    const random = stage.chance(`disk ${name}`);
    const cutPower = (image: DiskImage) => this.#die('powerCut', image);
    this.disk = new SimDisk({name, syncMs, scheduler, random, history, rare, cutPower});
  }

  get directory(): string {
    return this.#directory;
  }

  get running(): boolean {
    return this.#life.alive && this.#lives > 0;
  }

  /** The first start, with what somebody put on the blank disk before. */
  start(prepare: (directory: string) => void = () => {}): void {
    const blank: DiskImage = {files: new Map(), numbers: new Map()};
    this.#mount(blank);
    prepare(this.#directory);
    this.#boot();
  }

  /** Whether nobody expects it to run. */
  get off(): boolean {
    return this.#off;
  }

  /** Takes its power, until {@link powerOn}. */
  powerOff(): void {
    this.#off = true;
    this.crash('powerCut');
  }

  powerOn(): void {
    if (!this.#off) return;
    this.#off = false;
    if (!this.running && !this.#awaitingStart) this.#boot();
  }

  /** Ends the program where it is. What its disk had synced is there when it starts again. */
  crash(death: Death): void {
    if (this.running) this.#die(death, takeImage(this.#directory));
  }

  /** Ends the program for good; its disk lies in {@link directory}. */
  async end(): Promise<void> {
    if (!this.running) return;
    const image = takeImage(this.#directory);
    await this.#life.end();
    this.#mount(image);
  }

  /** Ends the program and puts other files in the place of its own. */
  replaceDisk(change: (image: DiskImage) => DiskImage): void {
    if (this.running) this.#die('powerCut', change(takeImage(this.#directory)));
  }

  #boot(): void {
    const {scheduler, history} = this.#stage;
    const life = new Life();
    this.#life = life;
    this.#lives += 1;
    history.note('start', `${this.name} life ${this.#lives}`);
    const fall = (error: unknown) => this.#fell(life, error);
    const boot: Boot = {
      life,
      directory: this.#directory,
      clock: new SimClock({hardware: this.clock, life, scheduler, history}),
      random: new SeededRandom(this.#random.below(2 ** 31)),
      log: this.#log(life),
      fall,
    };
    void this.#program(boot).catch(fall);
  }

  #fell(life: Life, error: unknown): void {
    if (!life.alive) return;
    const reason = error instanceof Error ? error.message : String(error);
    this.#stage.history.note('crash', `${this.name} gives up: ${reason}`);
    if (!isOfTheWorld(error)) this.#stage.foundDefect(this.name, error);
    this.#die('exit', takeImage(this.#directory));
  }

  #die(death: Death, image: DiskImage): void {
    const {history, scheduler, lan} = this.#stage;
    const life = this.#life;
    if (!life.alive || this.#awaitingStart) return;
    history.note('crash', `${this.name} ${death}`);
    const ended = life.end();
    if (death === 'exit') lan.programEnded(life);
    this.disk.trouble(undefined);
    this.#awaitingStart = true;
    this.#stage.died(this.name);
    void ended.then(() => this.#mount(image));
    const downMs = 100 + this.#random.below(this.#stage.stormy ? 8_000 : 400);
    scheduler.after(downMs, () => {
      this.#awaitingStart = false;
      if (!this.#off) this.#boot();
    });
  }

  #mount(image: DiskImage): void {
    const directory = join(this.#stage.root, this.name, `${this.#lives}`);
    mkdirSync(directory, {recursive: true});
    layOut(image, directory);
    this.#directory = directory;
    this.disk.mountedAt(directory);
  }

  #log(life: Life): Log {
    const note = (level: string) => (event: string, fields: object | undefined) => {
      if (!life.alive) return;
      const text = fields ? JSON.stringify(fields).slice(0, 300) : '';
      this.#stage.history.note('log', `${this.name} ${level} ${event} ${text}`);
    };
    return {debug() {}, info: note('info'), warn: note('warn'), error: note('error')};
  }
}

/** The disk's or the network's doing; several services may meet it at once. */
function isOfTheWorld(error: unknown): boolean {
  return error instanceof AggregateError ? error.errors.every(isOfTheWorld) : isFault(error);
}
