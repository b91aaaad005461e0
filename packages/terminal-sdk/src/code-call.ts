import {type Bytes, type Clock, Fault, toBase64Url} from '@holdfast/std';
import {
  type HubToTerminal,
  LAN_CLOSE_CODES,
  lanCloseReason,
  type UnknownMessage,
} from '@holdfast/wire';
import type {UnprovenConnection} from './ports.ts';

type Heard = HubToTerminal | UnknownMessage;

/**
 * One conversation about a code: hears what it waits for, within a time, and says what it means
 * when it ends instead. It matters whether the guess was out: before, anybody may be asked again;
 * after, a person must know.
 */
export class CodeCall {
  readonly #connection: UnprovenConnection;
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  readonly #messages: AsyncIterator<Heard>;
  readonly #close = () => this.#connection.close();
  #limit = new AbortController();
  #waiting: Promise<void> = Promise.resolve();
  #guessed = false;
  #refusal = '';

  constructor(
    connection: UnprovenConnection,
    {clock, signal}: {readonly clock: Clock; readonly signal: AbortSignal},
  ) {
    this.#connection = connection;
    this.#clock = clock;
    this.#signal = signal;
    this.#messages = connection.messages()[Symbol.asyncIterator]();
    signal.addEventListener('abort', this.#close, {once: true});
    if (signal.aborted) this.#close();
  }

  /** From now on so long; then the line is closed. */
  allow(withinMs: number): void {
    this.#limit.abort();
    const limit = new AbortController();
    this.#limit = limit;
    const slept = this.#clock.sleep(withinMs, limit.signal).then(() => {
      if (!limit.signal.aborted) this.#close();
    });
    this.#waiting = Promise.all([this.#waiting, slept]).then(() => undefined);
  }

  guess(said: {readonly confirmation: Bytes; readonly proof: Bytes}): void {
    this.#guessed = true;
    this.#connection.send({
      v: this.#connection.version,
      type: 'confirmCode',
      confirmation: toBase64Url(said.confirmation),
      proof: toBase64Url(said.proof),
    });
  }

  /** The next message of this type; throws what the end of the conversation means. */
  async hear<T extends HubToTerminal['type']>(
    type: T,
  ): Promise<Extract<HubToTerminal, {readonly type: T}>> {
    for (;;) {
      const {done, value} = await this.#messages.next();
      if (done) throw this.#ending();
      if (isOf(value, type)) return value;
      if (value.type === 'refused') this.#refusal = value.detail;
    }
  }

  #ending(): Fault {
    const code = this.#connection.closeCode();
    const reason = code === undefined ? undefined : lanCloseReason(code);
    if (reason === 'tooBusy' && !this.#guessed) {
      return new Fault('pairing/busy', {detail: this.#refusal});
    }
    if (reason === undefined && !this.#guessed) {
      return new Fault('hub/unreachable', {reason: 'closed before it answered'});
    }
    if (reason === undefined) {
      return new Fault('pairing/refused', {reason: 'interrupted', detail: 'type the digits again'});
    }
    const [said = ''] = this.#refusal.split(':');
    return new Fault('pairing/refused', {
      reason: reason === 'pairingRefused' && said !== '' ? said : reason,
      detail: this.#refusal || LAN_CLOSE_CODES[reason].means,
    });
  }

  async end(): Promise<void> {
    this.#signal.removeEventListener('abort', this.#close);
    this.#limit.abort();
    this.#close();
    await this.#waiting;
  }
}

function isOf<T extends HubToTerminal['type']>(
  message: Heard,
  type: T,
): message is Extract<HubToTerminal, {readonly type: T}> {
  return message.type === type;
}
