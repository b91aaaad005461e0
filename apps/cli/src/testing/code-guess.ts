import {WsHubLink} from '@holdfast/lan-ws/client';
import {createSigningKey, nodeDigest, systemRandom} from '@holdfast/platform-node';
import {fromBase64Url, type SigningKey} from '@holdfast/std';
import type {UnprovenConnection} from '@holdfast/terminal-sdk';
import {CodeGuesser} from '@holdfast/trust/testing';
import {type HubToTerminal, lanCloseReason, type TerminalToHub} from '@holdfast/wire';

/** How far a conversation about a code came: the message to stop at, or the hub's refusal. */
export type GuessEnd = 'hello' | 'codeShare' | 'codeConfirmed' | 'paired' | `refused: ${string}`;

/** A till without a journal that guesses a code over the real LAN door, one conversation each. */
export class CodeGuess {
  readonly #connection: UnprovenConnection;
  readonly #messages: AsyncIterator<HubToTerminal | {readonly type: 'unknown'}>;
  readonly key: SigningKey;
  /** Every frame it has sent, as a listener would replay them. */
  readonly sent: TerminalToHub[] = [];

  private constructor(connection: UnprovenConnection, key: SigningKey) {
    this.#connection = connection;
    this.#messages = connection.messages()[Symbol.asyncIterator]();
    this.key = key;
  }

  static async ring(port: number, key?: SigningKey): Promise<CodeGuess> {
    const address = {host: '127.0.0.1', port};
    const {signal} = new AbortController();
    const connection = await new WsHubLink().connectUnproven({address, signal});
    return new CodeGuess(connection, key ?? (await createSigningKey()));
  }

  /** Talks until this message of the hub has come, or until the hub has refused. */
  async talk(code: string, until: GuessEnd): Promise<GuessEnd> {
    const {value: hello} = await this.#messages.next();
    if (hello?.type !== 'hello') return this.#refusal('');
    if (until === 'hello') return 'hello';
    const {hubId, nonce} = hello;
    const guesser = new CodeGuesser(
      {digest: nodeDigest, random: systemRandom},
      {
        code,
        key: this.key,
        nonce: fromBase64Url(nonce) ?? new Uint8Array(),
        hubId,
        channel: this.#connection.channel,
        workstationId: 'W77',
        name: 'Guesser',
      },
    );
    this.say(guesser.pairByCode);
    let detail = '';
    for (;;) {
      const {done, value} = await this.#messages.next();
      if (done) return this.#refusal(detail);
      if (value.type === 'refused') detail = value.detail;
      if (value.type === 'codeShare' && until !== 'codeShare') {
        this.say((await guesser.confirmCode(value)).message);
      }
      if (value.type === until) return until;
    }
  }

  say(message: TerminalToHub): void {
    this.sent.push(message);
    this.#connection.send(message);
  }

  /** Reads on until the hub closes; why it did. */
  async end(): Promise<GuessEnd> {
    let detail = '';
    for (;;) {
      const {done, value} = await this.#messages.next();
      if (done) return this.#refusal(detail);
      if (value.type === 'refused') detail = value.detail;
    }
  }

  hangUp(): void {
    this.#connection.close();
  }

  #refusal(detail: string): GuessEnd {
    const code = this.#connection.closeCode();
    return `refused: ${detail || (code === undefined ? 'cut' : lanCloseReason(code))}`;
  }
}
