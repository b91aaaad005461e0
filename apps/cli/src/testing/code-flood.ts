import {once} from 'node:events';
import {connect} from 'node:tls';
import {createSigningKey, systemRandom} from '@holdfast/platform-node';
import {type SigningKey, toBase64Url} from '@holdfast/std';
import {publicKeyText} from '@holdfast/trust';
import {encodeLanMessage, lanSubprotocol} from '@holdfast/wire';

/** What it says that it would be. */
export const FLOOD_WORKSTATION = 'W78';

const UPGRADE = [
  'GET /lan HTTP/1.1',
  'host: 127.0.0.1',
  'connection: Upgrade',
  'upgrade: websocket',
  'sec-websocket-version: 13',
  `sec-websocket-key: ${Buffer.alloc(16, 1).toString('base64')}`,
  `sec-websocket-protocol: ${lanSubprotocol(1)}`,
  '',
  '',
].join('\r\n');

/**
 * Somebody who guesses codes as fast as the hub's LAN door takes calls: a connection a guess, and
 * nothing waited for that is not said. A guess is a share and a confirmation: whoever does not know
 * the digits may as well draw both.
 */
export class CodeFlood {
  readonly #port: number;
  readonly #key: SigningKey;
  /** What the hub answered, and how often. */
  readonly answers = new Map<string, number>();
  guessed = 0;

  private constructor(port: number, key: SigningKey) {
    this.#port = port;
    this.#key = key;
  }

  static async at(port: number): Promise<CodeFlood> {
    return new CodeFlood(port, await createSigningKey());
  }

  /** Guesses so often, some at a time. */
  async guess(count: number, atOnce: number): Promise<void> {
    const last = this.guessed + count;
    const one = async () => {
      while (this.guessed < last) {
        this.guessed += 1;
        const answer = await this.#once();
        this.answers.set(answer, (this.answers.get(answer) ?? 0) + 1);
      }
    };
    await Promise.all(Array.from({length: atOnce}, one));
  }

  /** The hub's word of refusal; what it closed with where it said none. */
  async #once(): Promise<string> {
    const socket = connect({host: '127.0.0.1', port: this.#port, rejectUnauthorized: false});
    let heard = '';
    let asked = false;
    socket.on('error', () => {});
    socket.setEncoding('latin1').on('data', (text: string) => {
      heard += text;
      if (heard.includes('"detail"')) socket.destroy(); // he has no use for a farewell
      if (asked || !heard.includes('"codeShare"')) return;
      asked = true;
      const drawn = {confirmation: draw(64), proof: draw(64)};
      socket.write(frame(encodeLanMessage({v: 1, type: 'confirmCode', ...drawn})));
    });
    const {publicKey} = this.#key;
    const claim = {
      workstationId: FLOOD_WORKSTATION,
      name: 'Flood',
      publicKey: publicKeyText(publicKey),
    };
    const begin = encodeLanMessage({v: 1, type: 'pairByCode', ...claim, share: draw(32)});
    socket.write(Buffer.concat([Buffer.from(UPGRADE), frame(begin)]));
    await once(socket, 'close');
    return /"detail":"([^"]*)"/.exec(heard)?.[1] ?? 'closed without a word';
  }
}

function draw(bytes: number): string {
  return toBase64Url(systemRandom.bytes(bytes));
}

/** One masked text frame (RFC 6455 §5.2); a mask of zeroes leaves the text as it is. */
function frame(text: string): Buffer {
  const bytes = Buffer.from(text);
  const length = Buffer.from([0x81, 0x80 | 126, bytes.length >> 8, bytes.length & 0xff]);
  return Buffer.concat([length, Buffer.alloc(4), bytes]);
}
