import type {Socket} from 'node:net';
import type {WayBytes} from '@holdfast/uplink';

/** Counts what a way's sockets carry, the closed ones included. */
export class SocketBytes {
  readonly #open = new Set<Socket>();
  #sentBytes = 0;
  #receivedBytes = 0;

  watch(socket: Socket): void {
    this.#open.add(socket);
    socket.once('close', () => {
      this.#open.delete(socket);
      this.#sentBytes += socket.bytesWritten;
      this.#receivedBytes += socket.bytesRead;
    });
  }

  total(): WayBytes {
    let [sentBytes, receivedBytes] = [this.#sentBytes, this.#receivedBytes];
    for (const socket of this.#open) {
      sentBytes += socket.bytesWritten;
      receivedBytes += socket.bytesRead;
    }
    return {sentBytes, receivedBytes};
  }
}
