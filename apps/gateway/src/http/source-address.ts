import {BlockList, isIP} from 'node:net';
import type {HttpBindings} from '@hono/node-server';
import type {Context} from 'hono';

/** What Hono is given beside the request: Node's own view of it. */
export interface GatewayEnv {
  Bindings: HttpBindings;
}
export type GatewayContext = Context<GatewayEnv>;

/** Whom a request comes from: the peer, unless the peer is a proxy that may speak for others. */
export class SourceAddress {
  readonly #trusted = new BlockList();

  constructor(trustedProxies: readonly string[]) {
    for (const address of trustedProxies) this.#trusted.addAddress(address, family(address));
  }

  of(context: GatewayContext): string {
    const peer = plain(context.env.incoming.socket.remoteAddress ?? '');
    if (isIP(peer) === 0 || !this.#trusted.check(peer, family(peer))) return peer;
    // The last hop is the one that the trusted proxy itself saw.
    const last = (context.req.header('x-forwarded-for') ?? '').split(',').at(-1)?.trim() ?? '';
    return isIP(last) === 0 ? peer : plain(last);
  }
}

function family(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}

/** An IPv4 peer of a dual-stack socket under its own name. */
function plain(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/, '');
}
