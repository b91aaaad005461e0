import {type Endpoint, MDNS_PORT} from '../engine.ts';
import type {LinkOptions, OpenLink} from '../link.ts';
import {decodeMessage, type Message} from '../message.ts';
import type {NetworkInterface} from '../network-interface.ts';

/** One Ethernet segment in memory: what one sends, all hear, the sender too. For tests. */
export class VirtualLan {
  readonly #stations = new Set<LinkOptions>();
  /** Every message that was sent, in order. */
  readonly sent: {readonly message: Message; readonly from: string; readonly to?: Endpoint}[] = [];
  dropped = 0;
  /** Asked for each delivery; `true` loses it. */
  loses: (delivery: {readonly from: string; readonly to: string}) => boolean = () => false;

  readonly openLink: OpenLink = async station => {
    this.#stations.add(station);
    const from = addressOf(station);
    return {
      send: async (bytes, to) => {
        if (!this.#stations.has(station)) throw new Error('this link is closed');
        const message = decodeMessage(bytes);
        if (!message.ok) throw new Error('something unreadable was sent');
        this.sent.push({message: message.value, from, ...(to && {to})});
        this.deliver(bytes, {address: from, port: MDNS_PORT}, to);
      },
      close: async () => {
        this.#stations.delete(station);
      },
    };
  };

  /** Puts a datagram on the wire, as anybody could. */
  deliver(bytes: Uint8Array, from: Endpoint, to?: Endpoint): void {
    const copy = Uint8Array.from(bytes);
    for (const station of this.#stations) {
      if (to && to.address !== addressOf(station)) continue;
      if (this.loses({from: from.address, to: addressOf(station)})) this.dropped += 1;
      else queueMicrotask(() => station.onDatagram(copy, from));
    }
  }

  /** The power is gone: nothing more comes from there, not even a goodbye. */
  cut(address: string): void {
    for (const station of this.#stations)
      if (addressOf(station) === address) this.#stations.delete(station);
  }

  /** The system says that a link has broken. */
  breakLink(address: string, error: Error): void {
    for (const station of this.#stations)
      if (addressOf(station) === address) station.onFailed(error);
  }
}

/** A machine with one interface. */
export function machineAt(address: string, name = 'eth0'): NetworkInterface {
  return {name, internal: false, addresses: [{address, netmask: '255.255.255.0'}]};
}

function addressOf({networkInterface}: LinkOptions): string {
  return networkInterface.addresses[0]?.address ?? '';
}
