import {request as httpRequest} from 'node:http';
import {Agent, request as httpsRequest} from 'node:https';
import type {TLSSocket} from 'node:tls';
import {nodeDigest, nodeSignatureVerifier, peerCertificate} from '@holdfast/platform-node';
import {type Bytes, equalBytes, fromBase64Url, type PublicKey, utf8Decode} from '@holdfast/std';
import {answerSigningMessage, SIGNATURE_HEADER} from '@holdfast/wire';
import type {GatewayDoor} from '../gateway-door.ts';

export interface TestAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Bytes;
  readonly text: string;
  /** Checked against the request: whether the gateway signed exactly this exchange. */
  readonly signedBy: (publicKey: PublicKey) => Promise<boolean>;
}

/** An HTTPS client that believes a key pin and nothing else, as a hub does. */
export class TestClient {
  readonly #door: GatewayDoor;
  // A resumed session shows no certificate, and so no key to compare.
  readonly #agent = new Agent({keepAlive: true, rejectUnauthorized: false, maxCachedSessions: 0});
  // Node shows a connection's certificate once.
  readonly #pinned = new WeakSet<TLSSocket>();

  constructor(door: GatewayDoor) {
    this.#door = door;
  }

  close(): void {
    this.#agent.destroy();
  }

  post(path: string, body: Uint8Array, headers: Record<string, string> = {}): Promise<TestAnswer> {
    return this.#exchange({method: 'POST', path, body, headers});
  }

  get(path: string, token = ''): Promise<TestAnswer> {
    const headers = {authorization: `Bearer ${token}`};
    return this.#exchange({method: 'GET', path, body: new Uint8Array(), headers});
  }

  #exchange(asked: {
    readonly method: string;
    readonly path: string;
    readonly body: Uint8Array;
    readonly headers: Record<string, string>;
  }): Promise<TestAnswer> {
    const {method, path, body, headers} = asked;
    const secure = this.#door.keyPin !== undefined;
    const open = secure ? httpsRequest : httpRequest;
    return new Promise((resolve, reject) => {
      const request = open(
        new URL(path, this.#door.url),
        {method, headers, ...(secure ? {agent: this.#agent} : {})},
        response => {
          if (secure && !this.#isPinned(response.socket as TLSSocket)) {
            request.destroy(new Error('the door shows another key than the link says'));
            return;
          }
          const chunks: Buffer[] = [];
          response.on('error', reject);
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('end', () => {
            const answer = new Uint8Array(Buffer.concat(chunks));
            const signature = fromBase64Url(String(response.headers[SIGNATURE_HEADER] ?? ''));
            const message = answerSigningMessage(nodeDigest, {request: body, answer});
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              body: answer,
              text: utf8Decode(answer),
              signedBy: async publicKey =>
                signature !== undefined &&
                nodeSignatureVerifier.verify({publicKey, message, signature}),
            });
          });
        },
      );
      request.on('error', reject);
      request.end(body);
    });
  }

  #isPinned(socket: TLSSocket): boolean {
    if (this.#pinned.has(socket)) return true;
    const [shown, pinned] = [
      peerCertificate(socket)?.keyPin,
      fromBase64Url(this.#door.keyPin ?? ''),
    ];
    if (!shown || !pinned || !equalBytes(shown, pinned)) return false;
    this.#pinned.add(socket);
    return true;
  }
}
