import {isIP} from 'node:net';

/**
 * Which Host and Origin headers a hub answers. A page that tricked a browser into this address by
 * DNS rebinding names its own host here, and is turned away: we answer to addresses, `.local` names
 * and what the configuration adds.
 */
export interface HostList {
  /** Names beyond addresses, `localhost` and `*.local`. */
  readonly names: readonly string[];
  /** Origins of pages that may open sessions, `https://store.local`. Programs send none. */
  readonly origins: readonly string[];
}

export function isOurHost(host: string | undefined, {names}: HostList): boolean {
  if (host === undefined) return false;
  const name = host
    .replace(/:\d{1,5}$/, '')
    .replace(/^\[(.*)\]$/, '$1')
    .toLowerCase();
  return (
    isIP(name) !== 0 || name === 'localhost' || name.endsWith('.local') || names.includes(name)
  );
}

/**
 * Programs send no origin. A page may come from the origins that are listed, and from this very
 * address: its host was found to be ours, so the page is this hub's own.
 */
export function isOurOrigin(
  request: {
    readonly origin: string | undefined;
    readonly host: string | undefined;
    readonly scheme: 'http' | 'https';
  },
  {origins}: HostList,
): boolean {
  const {origin, host, scheme} = request;
  return origin === undefined || origins.includes(origin) || origin === `${scheme}://${host ?? ''}`;
}
