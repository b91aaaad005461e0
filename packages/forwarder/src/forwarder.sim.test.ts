import type {LedgerReader} from '@holdfast/ledger';
import {nodeDigest} from '@holdfast/platform-node';
import {assert, Fault, toHex} from '@holdfast/std';
import {SeededRandom} from '@holdfast/std/testing';
import {drawGatewayIncarnation, type ForwardEntriesAnswer} from '@holdfast/wire';
import {expect, test} from 'vitest';
import type {OutgoingSegment, Sink} from './ports.ts';
import {type Running, startService} from './testing/running.ts';
import {ToyStore} from './testing/toy-store.ts';

const SEEDS = 200;
const SALES = 24;

/** What happened, so that a storm that never blew does not pass for one that was weathered. */
interface Tally {
  lost: number;
  replyLost: number;
  doubled: number;
  crashes: number;
  restores: number;
}

/** A store, head office, and between them a road that loses, delays, doubles and reorders. */
class Storm {
  readonly store: ToyStore;
  readonly tally: Tally = {lost: 0, replyLost: 0, doubled: 0, crashes: 0, restores: 0};
  readonly history: string[] = [];
  blowing = true;
  #everHeld = 0;
  readonly #random: SeededRandom;
  readonly #odds: {readonly loss: number; readonly replyLoss: number; readonly double: number};

  static async gather(seed: number): Promise<Storm> {
    const random = new SeededRandom(seed);
    return new Storm(random, await ToyStore.open(nodeDigest, random, 3));
  }

  private constructor(random: SeededRandom, store: ToyStore) {
    this.#random = random;
    this.#odds = {loss: random.below(60), replyLoss: random.below(60), double: random.below(30)};
    this.store = store;
  }

  /** Watches the disk of this life of the hub. */
  #watchWatermark(): void {
    const {store: disk} = this.store.memory;
    const write = disk.write.bind(disk);
    disk.write = async effort => {
      for (const {position} of effort.watermarks ?? []) {
        assert(position <= this.#everHeld, 'a watermark names only what head office has held');
      }
      return write(effort);
    };
  }

  /** The road as one life of the hub sees it: after the crash nothing comes back to that life. */
  #road(life: {over: boolean}): Sink {
    const {gateway, clock} = this.store;
    const {ledgerId} = this.store.ledger;
    const random = this.#random;
    const travel = async () => {
      await clock.sleep(random.below(this.blowing ? 2_000 : 50));
      if (life.over) throw new Fault('database/failed', {reason: 'power cut'});
    };
    const strike = (percent: number, kind: keyof Tally) => {
      const struck = this.blowing && random.chance(percent);
      if (struck) this.tally[kind] += 1;
      return struck;
    };
    const accept = async (segment: OutgoingSegment, signal: AbortSignal) => {
      const answer = await gateway.deliver(segment, signal);
      this.#everHeld = Math.max(this.#everHeld, gateway.heldPosition(ledgerId));
      this.history.push(
        `${clock.monotonicMs()} ${segment.first}-${segment.last} ${answer.outcome}`,
      );
      return answer;
    };
    return {
      name: 'gateway',
      revived: gateway.revived,
      deliver: async (segment, signal): Promise<ForwardEntriesAnswer> => {
        await travel();
        if (strike(this.#odds.loss, 'lost')) throw new Fault('gateway/unreachable');
        const answer = await accept(segment, signal);
        if (strike(this.#odds.double, 'doubled')) {
          void clock
            .sleep(random.below(20_000))
            .then(() => accept(segment, new AbortController().signal));
        }
        await travel();
        if (strike(this.#odds.replyLoss, 'replyLost')) throw new Fault('gateway/unreachable');
        return answer;
      },
      ledgerStatus: async question => {
        await travel();
        if (strike(this.#odds.loss, 'lost')) throw new Fault('gateway/unreachable');
        return gateway.ledgerStatus(question);
      },
    };
  }

  #boot(): {readonly life: {over: boolean}; readonly running: Running} {
    this.#watchWatermark();
    const life = {over: false};
    const limits = {freshEntriesMax: 3, backlogEntriesMax: 7, freshTailEntriesMax: 4};
    const sink = this.#road(life);
    const forwarder = this.store.forwarder({sink, limits});
    return {life, running: startService(forwarder, this.store.clock)};
  }

  async run(): Promise<void> {
    const {store} = this;
    const random = this.#random;
    const {ledgerId} = store.ledger;
    let hub = this.#boot();
    for (let sold = 0; sold < SALES; ) {
      const burst = Math.min(SALES - sold, 1 + random.below(8));
      await store.sell(burst);
      sold += burst;
      await store.clock.advance(random.below(12_000));
      if (random.chance(20)) {
        hub.life.over = true;
        await hub.running.stop();
        await store.reboot();
        this.tally.crashes += 1;
        hub = this.#boot();
      }
      if (random.chance(8)) {
        const position = random.below(store.gateway.heldPosition(ledgerId) + 1);
        const after = [store.gateway.incarnation];
        const incarnation = drawGatewayIncarnation(random, {after});
        store.gateway.restore(ledgerId, {position, incarnation});
        this.tally.restores += 1;
        await store.sell(1); // only an exchange can tell a hub that head office went back
        sold += 1;
      }
    }
    this.blowing = false;
    await store.clock.advance(25_000); // the last doubles land
    const end = store.ledger.end().position;
    const done = () => store.gateway.heldPosition(ledgerId) === end;
    await store.clock.runUntil(() => done() && store.ledger.watermark('gateway') === end, {
      stepMs: 50,
    });
    await hub.running.stop();
    expect(hub.running.failure()).toBeUndefined();
  }
}

async function hashesOf(ledger: LedgerReader): Promise<string[]> {
  const {entries} = await ledger.readAfter(0, {entriesMax: 1_000, bodyBytesMax: 1_000_000});
  return entries.map(({line}) => toHex(line.entryHash));
}

test('through two hundred storms, every entry is held once, in order', async () => {
  const total: Tally = {lost: 0, replyLost: 0, doubled: 0, crashes: 0, restores: 0};
  for (let seed = 1; seed <= SEEDS; seed++) {
    const storm = await Storm.gather(seed);
    await storm.run().catch(error => {
      throw new Error(`seed ${seed}`, {cause: error});
    });
    const {ledger, gateway, alarms} = storm.store;
    const held = gateway.lines(ledger.ledgerId).map(({line}) => toHex(line.entryHash));
    expect(held, `seed ${seed}`).toEqual(await hashesOf(ledger));
    expect(alarms, `seed ${seed}`).toEqual([]);
    for (const kind of Object.keys(total) as (keyof Tally)[]) total[kind] += storm.tally[kind];
  }
  for (const count of Object.values(total)) expect(count).toBeGreaterThan(SEEDS / 4);
}, 60_000);

test('the same seed tells the same story', async () => {
  const [one, two] = [await Storm.gather(7), await Storm.gather(7)];
  await one.run();
  await two.run();
  expect(one.history.length).toBeGreaterThan(5);
  expect(two.history).toEqual(one.history);
});
