import {createServer, type Server, type Socket} from 'node:net';

export type PrinterMood =
  | 'ready'
  | 'paper-out'
  | 'cover-open'
  | 'offline'
  | 'faulty'
  /** Takes connections and says nothing. */
  | 'silent'
  /** Hangs up after so many bytes of a paper. */
  | {readonly hangsUpAfterBytes: number}
  /** Runs out of paper after so many bytes of a paper. */
  | {readonly paperEndsAfterBytes: number};

/**
 * A receipt printer on a loopback port, as the manual says one behaves: it answers DLE EOT at once
 * and GS r in its turn, and can be in every mood that printers have. For tests.
 */
export class FakePrinter {
  #server: Server | undefined;
  readonly #sockets = new Set<Socket>();
  #port = 0;
  #mood: PrinterMood = 'ready';
  #papers: Uint8Array[] = [];
  /** Pulses by DLE DC4, which need no paper. */
  kicksAtOnce = 0;
  /** How often somebody asked it how it is. */
  questions = 0;
  connections = 0;

  get at(): string {
    return `tcp://127.0.0.1:${this.#port}`;
  }

  /** What came, a paper each: status questions are not in it. */
  get papers(): readonly Uint8Array[] {
    return this.#papers.filter(({length}) => length > 0);
  }

  turn(mood: PrinterMood): void {
    this.#mood = mood;
  }

  async start(): Promise<void> {
    const server = createServer(socket => this.#serve(socket));
    this.#server = server;
    await new Promise<void>(resolve => server.listen(this.#port, '127.0.0.1', resolve));
    const address = server.address();
    this.#port = typeof address === 'object' && address ? address.port : 0;
  }

  /** Whoever rings is refused from now on. */
  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    for (const socket of this.#sockets) socket.destroy();
    if (server) await new Promise<void>(resolve => server.close(() => resolve()));
  }

  #serve(socket: Socket): void {
    this.connections += 1;
    this.#sockets.add(socket);
    const at = this.#papers.push(new Uint8Array()) - 1;
    let pending = new Uint8Array();
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('data', bytes => {
      pending = new Uint8Array(Buffer.concat([pending, bytes]));
      pending = this.#take(pending, {socket, at});
    });
  }

  /** Obeys what is whole; gives back the beginning of what is not. */
  #take(
    bytes: Uint8Array<ArrayBuffer>,
    {socket, at}: {readonly socket: Socket; readonly at: number},
  ): Uint8Array<ArrayBuffer> {
    let done = 0;
    const paper: number[] = [];
    while (done < bytes.length) {
      const [first = 0, second, third] = bytes.subarray(done, done + 3);
      const halfway = (first === 0x10 || first === 0x1d) && third === undefined;
      if (halfway) break;
      if (first === 0x10 && second === 0x04) {
        this.#answer(socket, third ?? 0);
        done += 3;
      } else if (first === 0x10 && second === 0x14) {
        this.kicksAtOnce += 1;
        done += 5;
      } else if (first === 0x1d && second === 0x72) {
        this.#print(at, paper.splice(0));
        if (this.#mood === 'ready') socket.write(Uint8Array.of(0));
        done += 3;
      } else {
        paper.push(first);
        done += 1;
        this.#wearOut(socket, (this.#papers[at]?.length ?? 0) + paper.length);
      }
    }
    this.#print(at, paper);
    return bytes.slice(done);
  }

  #print(at: number, more: readonly number[]): void {
    this.#papers[at] = Uint8Array.from([...(this.#papers[at] ?? []), ...more]);
  }

  #wearOut(socket: Socket, printedBytes: number): void {
    const mood = this.#mood;
    if (typeof mood === 'string') return;
    if ('hangsUpAfterBytes' in mood && printedBytes >= mood.hangsUpAfterBytes) socket.destroy();
    if ('paperEndsAfterBytes' in mood && printedBytes >= mood.paperEndsAfterBytes)
      this.#mood = 'paper-out';
  }

  #answer(socket: Socket, about: number): void {
    this.questions += 1;
    const mood = this.#mood;
    if (mood === 'silent') return;
    const wrong = typeof mood === 'string' && mood !== 'ready';
    const bits: Readonly<Record<number, number>> = {
      1: wrong ? 0x08 : 0,
      2: mood === 'paper-out' ? 0x20 : mood === 'cover-open' ? 0x04 : mood === 'faulty' ? 0x40 : 0,
      3: mood === 'faulty' ? 0x08 : 0,
      4: mood === 'paper-out' ? 0x60 : 0,
    };
    socket.write(Uint8Array.of(0x12 | (bits[about] ?? 0)));
  }
}
