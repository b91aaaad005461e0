import type {Socket} from 'node:net';
import {FairRoom} from '@holdfast/std';

/** Sockets that are no sessions yet: in a handshake, asking for a page, or only sitting there. */
const LOBBY = {placesMax: 256, perAddressMax: 64} as const;

/**
 * Keeps whoever opens sockets and says nothing from filling the door: an address has its share, and
 * a full lobby turns out the oldest socket of the address that has most.
 */
export class Lobby {
  readonly #room = new FairRoom<string>(LOBBY);
  readonly #sockets = new Map<string, Socket>();

  enter(socket: Socket): void {
    const {remoteAddress} = socket;
    if (remoteAddress === undefined) return; // it is gone already
    const end = endOf(socket);
    const out = this.#room.enter(end, remoteAddress);
    this.#sockets.set(end, socket);
    socket.once('close', () => this.#forget(end));
    if (out === undefined) return;
    this.#sockets.get(out)?.destroy();
    this.#sockets.delete(out);
  }

  /**
   * It became a session, which has limits of its own. `socket` may be TLS over the one that came.
   */
  leave(socket: Socket): void {
    this.#forget(endOf(socket));
  }

  #forget(end: string): void {
    this.#room.leave(end);
    this.#sockets.delete(end);
  }
}

/** The other end of a connection: the same for a TLS socket and the one below it. */
function endOf({remoteAddress, remotePort}: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}
