import {connect, createServer, type Server, type Socket} from 'node:net';

/** What a line is like. */
export interface LineFacts {
  readonly bitsPerSecond: number;
  readonly oneWayMs: number;
}

/**
 * Carries TCP to one place as a line of so many bits a second would: each direction has its own
 * queue, in which bytes wait for their turn and then for the way. It counts what it carried, so the
 * bytes are those of the wire above TCP.
 */
export class SlowLine {
  readonly #facts: LineFacts;
  readonly #target: {readonly host: string; readonly port: number};
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  #cut = false;
  #freeAtMs = {up: 0, down: 0};
  upBytes = 0;
  downBytes = 0;
  /** What a cut line took and did not deliver: proof that the cut struck something. */
  swallowedBytes = 0;

  constructor(target: {readonly host: string; readonly port: number}, facts: LineFacts) {
    this.#target = target;
    this.#facts = facts;
  }

  listen(): Promise<number> {
    const server = createServer({noDelay: true}, near => {
      const far = connect({...this.#target, noDelay: true});
      for (const socket of [near, far]) {
        this.#sockets.add(socket);
        socket.on('error', () => socket.destroy()).on('close', () => this.#sockets.delete(socket));
      }
      this.#pass(near, far, 'up');
      this.#pass(far, near, 'down');
    });
    this.#server = server;
    return new Promise(resolve => {
      server.listen(0, '127.0.0.1', () => {
        const address = server.address();
        resolve(typeof address === 'object' && address ? address.port : 0);
      });
    });
  }

  #pass(from: Socket, to: Socket, way: 'up' | 'down'): void {
    from.on('data', bytes => {
      if (way === 'up') this.upBytes += bytes.length;
      else this.downBytes += bytes.length;
      const nowMs = performance.now();
      const sendMs = (bytes.length * 8 * 1000) / this.#facts.bitsPerSecond;
      const leavesMs = Math.max(nowMs, this.#freeAtMs[way]) + sendMs;
      this.#freeAtMs[way] = leavesMs;
      // What waits for its turn is not read ahead: the sender feels the line, as it would feel a
      // real one.
      if (leavesMs - nowMs > 50) {
        from.pause();
        setTimeout(() => from.resume(), leavesMs - nowMs - 50);
      }
      setTimeout(() => this.#deliver(to, bytes), leavesMs - nowMs + this.#facts.oneWayMs);
    });
    from.on('end', () => setTimeout(() => to.end(), this.#facts.oneWayMs + 100));
    from.on('close', () => setTimeout(() => to.destroy(), this.#facts.oneWayMs + 200));
  }

  #deliver(to: Socket, bytes: Buffer): void {
    if (this.#cut) this.swallowedBytes += bytes.length;
    else if (!to.destroyed) to.write(bytes);
  }

  /** From now on nothing arrives, not even what is under way, and nobody is told. */
  cut(): void {
    this.#cut = true;
  }

  /** Carries again. What was lost on it is not sent again, so its old connections are reset. */
  restore(): void {
    this.#cut = false;
    for (const socket of this.#sockets) socket.destroy();
  }

  close(): void {
    this.#server?.close();
    for (const socket of this.#sockets) socket.destroy();
  }
}
