import {createSocket, type Socket} from 'node:dgram';
import {once} from 'node:events';
import {assert} from '@holdfast/std';
import {type Endpoint, MDNS_GROUP, MDNS_PORT} from './engine.ts';
import {isOnLink, type NetworkInterface} from './network-interface.ts';

/** One interface's way to the multicast group. */
export interface Link {
  /** To the group, or to one asker. Rejects with what the system says; the link stays usable. */
  send(bytes: Uint8Array, to?: Endpoint): Promise<void>;
  close(): Promise<void>;
}

export interface LinkOptions {
  readonly networkInterface: NetworkInterface;
  /** Called for each datagram of a neighbour. Must not throw. */
  onDatagram(bytes: Uint8Array, from: Endpoint): void;
  /** The link is broken and has to be closed. */
  onFailed(error: Error): void;
}

/**
 * How packets travel: UDP, or in tests something worse. Rejects if the interface cannot be joined.
 */
export type OpenLink = (options: LinkOptions) => Promise<Link>;

/** RFC 6762 §11: packets that a router passed on have less. */
const IP_TTL = 255;

/**
 * UDP on port 5353, shared with avahi or any other mDNS program of this machine. Group and sending
 * interface are set by address, so it works without a default route: a store whose router is dead
 * is our normal day. The socket is bound to all addresses, for Linux hands group packets to no
 * other.
 */
export const openUdpLink: OpenLink = async ({networkInterface, onDatagram, onFailed}) => {
  const address = networkInterface.addresses[0]?.address;
  assert(address !== undefined, 'an interface to speak on has an address');
  const socket = createSocket({type: 'udp4', reuseAddr: true});
  try {
    socket.bind({address: '0.0.0.0', port: MDNS_PORT, exclusive: true});
    await once(socket, 'listening');
    socket.setTTL(IP_TTL);
    socket.setMulticastTTL(IP_TTL);
    socket.setMulticastLoopback(true);
    socket.addMembership(MDNS_GROUP.address, address);
    socket.setMulticastInterface(address);
  } catch (error) {
    socket.close();
    throw error;
  }
  socket.on('error', onFailed);
  socket.on('message', (bytes, from) => {
    if (isOnLink(from.address, networkInterface)) onDatagram(bytes, from);
  });
  return {
    send: (bytes, to = MDNS_GROUP) => send(socket, bytes, to),
    async close() {
      const closed = once(socket, 'close');
      socket.close();
      await closed;
    },
  };
};

function send(socket: Socket, bytes: Uint8Array, to: Endpoint): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.send(bytes, to.port, to.address, error => (error ? reject(error) : resolve()));
  });
}
