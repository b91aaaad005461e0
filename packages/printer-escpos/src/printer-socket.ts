import {connect, type Socket} from 'node:net';
import type {PrinterProblem} from '@holdfast/wire';
import {
  isPrintedAnswer,
  isStatus,
  problemIn,
  STATUS_QUESTIONS,
  type StatusQuestion,
  statusQuestion,
} from './printer-status.ts';

export const PRINTER_LIMITS = {
  connectMs: 3_000,
  /** A printer answers DLE EOT at once. */
  answerMs: 1_500,
  /** How often it is asked while it prints. */
  askEveryMs: 500,
  /** Longer than the longest receipt takes. */
  printMs: 20_000,
  /** What is left to a paper when its hub stops. */
  stopMs: 1_500,
} as const;

type Heard = {readonly byte: number} | 'late' | 'closed';

/** One connection with a printer, byte by byte. */
export class PrinterSocket {
  readonly #socket: Socket;
  readonly #heard: number[] = [];
  #closed = false;
  #wake: () => void = () => {};

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', bytes => {
      this.#heard.push(...bytes);
      this.#wake();
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      this.#closed = true;
      this.#wake();
    });
  }

  static async open(
    at: {readonly host: string; readonly port: number},
    signal: AbortSignal,
  ): Promise<PrinterSocket | PrinterProblem> {
    const late = AbortSignal.timeout(PRINTER_LIMITS.connectMs);
    const socket = connect({...at, noDelay: true});
    const reason = await new Promise<string>(resolve => {
      socket.once('connect', () => resolve(''));
      socket.once('error', error => resolve('code' in error ? String(error.code) : 'error'));
      for (const one of [late, signal]) one.addEventListener('abort', () => resolve('late'));
      if (signal.aborted) resolve('late');
    });
    if (reason === '') return new PrinterSocket(socket);
    socket.on('error', () => {});
    socket.destroy();
    return reason === 'ECONNREFUSED' ? 'connection-refused' : 'unreachable';
  }

  /** Resolves when the system has taken it all, or the connection is gone. */
  async send(bytes: Uint8Array): Promise<void> {
    if (bytes.length === 0 || this.#closed) return;
    await new Promise<void>(resolve => {
      const done = () => {
        this.#socket.off('close', done);
        resolve();
      };
      this.#socket.once('close', done);
      this.#socket.write(bytes, done);
    });
  }

  /** What is wrong with the printer, as it says itself. */
  async ask(
    questions: readonly StatusQuestion[] = STATUS_QUESTIONS,
  ): Promise<PrinterProblem | undefined> {
    const answers = new Map<StatusQuestion, number>();
    for (const about of questions) {
      await this.send(statusQuestion(about));
      const heard = await this.#next(isStatus, PRINTER_LIMITS.answerMs);
      if (heard === 'closed') return 'cut-off';
      if (heard === 'late') return 'silent';
      answers.set(about, heard.byte);
    }
    return problemIn(answers);
  }

  /** Whether the printer confirms within this time that it printed what it was sent. */
  async confirmed(withinMs: number): Promise<'yes' | 'late' | 'closed'> {
    const heard = await this.#next(isPrintedAnswer, withinMs);
    return typeof heard === 'string' ? heard : 'yes';
  }

  /** Hangs up once what was sent is on its way. */
  async close(): Promise<void> {
    if (this.#closed) return;
    await new Promise<void>(resolve => {
      this.#socket.once('close', () => resolve());
      this.#socket.end();
      setTimeout(() => this.#socket.destroy(), PRINTER_LIMITS.answerMs).unref();
    });
  }

  /** The next byte of this kind; others stay for whoever waits for them. */
  async #next(wanted: (byte: number) => boolean, withinMs: number): Promise<Heard> {
    const late = AbortSignal.timeout(withinMs);
    for (;;) {
      const at = this.#heard.findIndex(wanted);
      const [byte] = at < 0 ? [] : this.#heard.splice(at, 1);
      if (byte !== undefined) return {byte};
      if (this.#closed) return 'closed';
      if (late.aborted) return 'late';
      await new Promise<void>(resolve => {
        this.#wake = resolve;
        late.addEventListener('abort', () => resolve(), {once: true});
      });
    }
  }
}
