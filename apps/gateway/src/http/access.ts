import {timingSafeEqual} from 'node:crypto';
import {type Digest, Fault, utf8Encode} from '@holdfast/std';
import type {GatewayContext} from './source-address.ts';

export type Role = 'reader' | 'admin';

/** Bearer tokens (RFC 6750 §2.1). The operator's token opens what the reader's does, and more. */
export class Access {
  readonly #digest: Digest;
  readonly #tokens: Readonly<Record<Role, Uint8Array>>;

  constructor(digest: Digest, tokens: Readonly<Record<Role, string>>) {
    const hash = (token: string) => digest.sha256(utf8Encode(token));
    this.#digest = digest;
    this.#tokens = {reader: hash(tokens.reader), admin: hash(tokens.admin)};
  }

  /** Throws `request/unauthorized`. */
  require(context: GatewayContext, role: Role): void {
    const header = context.req.header('authorization') ?? '';
    const [, token = ''] = /^Bearer ([A-Za-z0-9_-]+)$/i.exec(header) ?? [];
    // Hashes are of one length, and equal in no more time than others.
    const shown = this.#digest.sha256(utf8Encode(token));
    const isAdmin = timingSafeEqual(shown, this.#tokens.admin);
    const isReader = timingSafeEqual(shown, this.#tokens.reader);
    if (isAdmin || (isReader && role === 'reader')) return;
    throw new Fault('request/unauthorized', {role});
  }
}
