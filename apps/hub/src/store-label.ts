import type {HubConfig} from './config.ts';

/**
 * The store's host name on its LAN, without `.local`. It names the store and not the hub, so that
 * pages keep their origin, and what they stored under it, when another hub takes over.
 */
export function storeLabel({id, label}: HubConfig['store']): string {
  return label ?? `store-${id.toLowerCase().replace(/[^a-z0-9]+/g, '-')}`.replace(/-+$/, '');
}

/** Where pages of this store come from: its name, on the port of HTTPS or on the hub's own. */
export function storeOrigins({store, lan}: Pick<HubConfig, 'store' | 'lan'>): string[] {
  return [storeOrigin(store, 443), storeOrigin(store, lan.port)];
}

/** The store's own origin on this port (RFC 6454 §6.1: the port of HTTPS is not named). */
export function storeOrigin(store: HubConfig['store'], port: number): string {
  return `https://${storeLabel(store)}.local${port === 443 ? '' : `:${port}`}`;
}
