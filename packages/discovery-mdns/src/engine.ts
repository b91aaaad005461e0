import type {Message} from './message.ts';

/** An IPv4 address and UDP port. */
export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

/** RFC 6762 §3. A source port other than this marks a one-shot asker (§6.7) or a forger (§6). */
export const MDNS_PORT = 5353;
export const MDNS_GROUP: Endpoint = {address: '224.0.0.251', port: MDNS_PORT};

/** A message to the whole link, or to one asker. */
export interface Outgoing {
  readonly message: Message;
  readonly to?: Endpoint;
}

/**
 * One side of mDNS on one interface, without a socket or a clock of its own: packets and the time
 * go in, packets and events come out. `advance` is called after every `receive` and at `wakeAtMs`.
 */
export interface Engine<Event> {
  receive(message: Message, from: Endpoint, nowMs: number): void;
  advance(nowMs: number): {readonly send: readonly Outgoing[]; readonly events: readonly Event[]};
  /** Monotonic; infinite when nothing is planned. */
  readonly wakeAtMs: number;
}
