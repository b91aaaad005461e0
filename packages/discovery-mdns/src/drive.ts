import type {Clock, Log, Wakeup} from '@holdfast/std';
import type {Endpoint, Engine} from './engine.ts';
import type {Link, OpenLink} from './link.ts';
import {decodeMessage, encodeMessage, type Message} from './message.ts';
import type {NetworkInterface} from './network-interface.ts';

export interface DriveOptions<Event> {
  readonly engine: Engine<Event>;
  readonly networkInterface: NetworkInterface;
  readonly openLink: OpenLink;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** Notified by whoever changed the engine from outside. */
  readonly wake: Wakeup;
  onOpen(): void;
  onEvent(event: Event): void;
  /** What to send last. */
  farewell(): readonly Message[];
}

/**
 * Gives an engine a link and the time until `signal` aborts. Whatever comes off the network is
 * ignored and counted if it cannot be read; rejects only when the link cannot be opened or breaks.
 */
export async function drive<Event>(options: DriveOptions<Event>): Promise<void> {
  const {engine, networkInterface, clock, log, signal, wake} = options;
  const fields = {interface: networkInterface.name};
  let failure: unknown;
  const fail = (error: unknown) => {
    failure ??= error;
    wake.notify();
  };
  let ignored = 0;
  const onDatagram = (bytes: Uint8Array, from: Endpoint) => {
    // Nothing a neighbour sends may be thrown out of a socket's handler: there it would end the
    // process.
    try {
      const message = decodeMessage(bytes);
      if (message.ok) engine.receive(message.value, from, clock.monotonicMs());
      else if (isPowerOfTwo(++ignored)) {
        const {reason} = message.issue;
        log.info('discovery.packet-ignored', {...fields, reason, count: ignored});
      }
      wake.notify();
    } catch (error) {
      fail(error);
    }
  };

  const link = await options.openLink({networkInterface, onDatagram, onFailed: fail});
  const stop = () => wake.notify();
  signal.addEventListener('abort', stop);
  const sender = new Sender(link, log, networkInterface.name);
  try {
    options.onOpen();
    while (!signal.aborted && failure === undefined) {
      const {send, events} = engine.advance(clock.monotonicMs());
      for (const {message, to} of send) void sender.send(message, to);
      for (const event of events) options.onEvent(event);
      const restMs = Math.max(0, engine.wakeAtMs - clock.monotonicMs());
      await rest({restMs, clock, wake});
    }
    if (failure !== undefined) throw failure;
    await Promise.all(options.farewell().map(message => sender.send(message)));
  } finally {
    signal.removeEventListener('abort', stop);
    await link.close();
  }
}

/** Until the time has come or someone wakes us. */
async function rest(options: {
  readonly restMs: number;
  readonly clock: Clock;
  readonly wake: Wakeup;
}): Promise<void> {
  const over = new AbortController();
  const waits = [options.wake.wait(over.signal)];
  if (Number.isFinite(options.restMs)) waits.push(options.clock.sleep(options.restMs, over.signal));
  await Promise.race(waits);
  over.abort();
}

/**
 * Sends, and says once when sending begins to fail: a link that is down says so for every packet.
 */
class Sender {
  readonly #link: Link;
  readonly #log: Log;
  readonly #interface: string;
  #failing = false;

  constructor(link: Link, log: Log, name: string) {
    this.#link = link;
    this.#log = log;
    this.#interface = name;
  }

  async send(message: Message, to?: Endpoint): Promise<void> {
    try {
      await this.#link.send(encodeMessage(message), to);
      this.#failing = false;
    } catch (error) {
      if (!this.#failing) this.#log.warn('discovery.send-failed', this.#fields(error));
      this.#failing = true;
    }
  }

  #fields(error: unknown) {
    return {interface: this.#interface, reason: error instanceof Error ? error.message : 'unknown'};
  }
}

function isPowerOfTwo(count: number): boolean {
  return (count & (count - 1)) === 0;
}
