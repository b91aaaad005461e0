import {connect, createServer, type Server, type Socket} from 'node:net';

/** One provider's line, told apart by the source address its traffic comes from. */
export interface Line {
  readonly name: string;
  readonly sourceAddress: string;
}

/**
 * Stands between the demo's hub and its gateway, on loopback, as the providers do: it passes bytes
 * on, and can be cut line by line. A cut line swallows everything, as a dead line does: nothing is
 * refused or reset, so the hub has to notice by itself.
 */
export class Internet {
  readonly #target: {readonly host: string; readonly port: number};
  readonly #lines: readonly Line[];
  readonly #cut = new Set<string>();
  readonly #pairs = new Set<{readonly line: string; readonly near: Socket; readonly far: Socket}>();
  #server: Server | undefined;
  #port = 0;
  /** Bytes that a cut line swallowed: proof that the cut struck something. */
  swallowedBytes = 0;
  swallowedConnections = 0;

  constructor(target: {readonly host: string; readonly port: number}, lines: readonly Line[]) {
    this.#target = target;
    this.#lines = lines;
  }

  /** Resolves with the port where it listens on 127.0.0.1. */
  listen(): Promise<number> {
    const server = createServer({pauseOnConnect: true}, near => this.#carry(near));
    this.#server = server;
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', () => {
        const address = server.address();
        this.#port = typeof address === 'object' && address ? address.port : 0;
        resolve(this.#port);
      });
    });
  }

  /** Where it listens on 127.0.0.1, once it does. */
  get port(): number {
    return this.#port;
  }

  #lineOf(address: string | undefined): string {
    return this.#lines.find(line => line.sourceAddress === address)?.name ?? '';
  }

  #carry(near: Socket): void {
    const line = this.#lineOf(near.remoteAddress);
    near.on('error', () => near.destroy());
    if (this.#cut.has(line)) {
      this.swallowedConnections += 1;
      near.on('data', bytes => {
        this.swallowedBytes += bytes.length;
      });
      near.resume();
      return;
    }
    const far = connect(this.#target);
    const pair = {line, near, far};
    this.#pairs.add(pair);
    const end = () => {
      near.destroy();
      far.destroy();
      this.#pairs.delete(pair);
    };
    far.on('error', end).on('close', end);
    near.on('error', end).on('close', end);
    near.on('data', bytes => {
      if (this.#cut.has(line)) this.swallowedBytes += bytes.length;
      else far.write(bytes);
    });
    far.on('data', bytes => {
      if (this.#cut.has(line)) this.swallowedBytes += bytes.length;
      else near.write(bytes);
    });
    near.resume();
  }

  cut(line: string): void {
    this.#cut.add(line);
  }

  /** The line carries again. What it swallowed is gone: its old connections are reset. */
  restore(line: string): void {
    if (!this.#cut.delete(line)) return;
    for (const pair of [...this.#pairs]) if (pair.line === line) pair.near.destroy();
  }

  isCut(line: string): boolean {
    return this.#cut.has(line);
  }

  close(): void {
    this.#server?.close();
    for (const {near, far} of this.#pairs) {
      near.destroy();
      far.destroy();
    }
  }
}
