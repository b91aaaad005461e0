import {type LogFields, silentLog, Wakeup} from '@holdfast/std';
import {VirtualClock} from '@holdfast/std/testing';
import {beforeEach, describe, expect, test} from 'vitest';
import {drive} from './drive.ts';
import type {Endpoint, Engine} from './engine.ts';
import {encodeMessage, type Message, query, response} from './message.ts';
import {machineAt, VirtualLan} from './testing/virtual-lan.ts';

const NEIGHBOUR: Endpoint = {address: '10.0.0.9', port: 5353};

let clock: VirtualClock;
let lan: VirtualLan;
let stop: AbortController;
let logged: (LogFields | undefined)[];
beforeEach(() => {
  clock = new VirtualClock();
  lan = new VirtualLan();
  stop = new AbortController();
  logged = [];
});

/** Counts what it is given; sleeps until `wakeAtMs`. */
class CountingEngine implements Engine<string> {
  received = 0;
  advancedAtMs: number[] = [];
  wakeAtMs = Number.POSITIVE_INFINITY;

  receive(_message: Message): void {
    this.received += 1;
  }

  advance(nowMs: number) {
    this.advancedAtMs.push(nowMs);
    if (this.wakeAtMs <= nowMs) this.wakeAtMs = Number.POSITIVE_INFINITY;
    return {send: [{message: query({id: this.advancedAtMs.length})}], events: []};
  }
}

function start(engine: Engine<string>, farewell: Message[] = []) {
  const ended = drive({
    engine,
    networkInterface: machineAt('10.0.0.2'),
    openLink: lan.openLink,
    clock,
    log: {...silentLog, info: (_, fields) => logged.push(fields)},
    signal: stop.signal,
    wake: new Wakeup(),
    onOpen: () => {},
    onEvent: () => {},
    farewell: () => farewell,
  });
  // A rejection is looked at later.
  ended.catch(() => {});
  return ended;
}

test('an engine is asked what to do when its time has come, and when a packet has', async () => {
  const engine = new CountingEngine();
  lan.loses = ({from, to}) => from === to;
  engine.wakeAtMs = 500;
  const ended = start(engine);
  await clock.advance(1000);
  expect(engine.advancedAtMs).toEqual([0, 500]);
  lan.deliver(encodeMessage(query({})), NEIGHBOUR);
  await clock.advance(1000);
  expect(engine.advancedAtMs).toEqual([0, 500, 1000]);
  expect(engine.received).toBe(1);
  stop.abort();
  await ended;
});

test('what cannot be read does not reach the engine, and is logged at 1, 2, 4, 8 … of its kind', async () => {
  const engine = new CountingEngine();
  lan.loses = ({from, to}) => from === to;
  const ended = start(engine);
  await clock.advance(0);
  for (let sent = 0; sent < 100; sent++) lan.deliver(Uint8Array.of(1, 2, 3), NEIGHBOUR);
  await clock.advance(0);
  expect(engine.received).toBe(0);
  expect(logged.map(fields => fields?.['count'])).toEqual([1, 2, 4, 8, 16, 32, 64]);
  stop.abort();
  await ended;
});

describe('when it is over', () => {
  test('the farewell goes out before the link is closed', async () => {
    const ended = start(new CountingEngine(), [response({id: 99})]);
    await clock.advance(0);
    stop.abort();
    await ended;
    expect(lan.sent.at(-1)?.message.id).toBe(99);
  });

  test('an engine that throws ends its own session, not the socket handler that fed it', async () => {
    const engine = new CountingEngine();
    engine.receive = () => {
      throw new Error('a mistake of ours');
    };
    let handlerThrew = false;
    const ended = drive({
      engine,
      networkInterface: machineAt('10.0.0.2'),
      openLink: options =>
        lan.openLink({
          ...options,
          onDatagram(bytes, from) {
            try {
              options.onDatagram(bytes, from);
            } catch {
              handlerThrew = true;
            }
          },
        }),
      clock,
      log: silentLog,
      signal: stop.signal,
      wake: new Wakeup(),
      onOpen: () => {},
      onEvent: () => {},
      farewell: () => [response({id: 99})],
    });
    const outcome = expect(ended).rejects.toThrow('a mistake of ours');
    await clock.advance(0);
    lan.deliver(encodeMessage(query({})), NEIGHBOUR);
    await clock.advance(0);
    await outcome;
    expect(handlerThrew).toBe(false);
    expect(lan.sent.some(({message}) => message.id === 99)).toBe(false);
  });
});
