import {type Bytes, fromBase64Url, issue, type Parsed, parsed, toBase64Url} from '@holdfast/std';
import {type HubId, hubIdSchema} from '../ids.ts';
import {PAIRING_TOKEN_BYTES} from '../pairing/pairing-link.ts';

/**
 * What lets one machine become the standby of a hub: where the hub is, who it is, which TLS key it
 * shows, and a token that is good once. `holdfast-standby://192.168.8.2:7443/HUBID?pin=…&token=…`
 * A till's link is another kind: neither is good for the other.
 */
export interface StandbyLink {
  readonly host: string;
  readonly port: number;
  readonly hubId: HubId;
  /** SHA-256 of the SubjectPublicKeyInfo of the hub's TLS key. */
  readonly keyPin: Bytes;
  readonly token: Bytes;
}

export function formatStandbyLink({host, port, hubId, keyPin, token}: StandbyLink): string {
  const place = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  return `holdfast-standby://${place}/${hubId}?pin=${toBase64Url(keyPin)}&token=${toBase64Url(token)}`;
}

const LINK =
  /^holdfast-standby:\/\/(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.-]{1,253}):(\d{1,5})\/([^?]+)\?pin=([^&]+)&token=([^&]+)$/;

/** Reads a link as pasted; names the part that is wrong. */
export function parseStandbyLink(text: string): Parsed<StandbyLink> {
  const match = LINK.exec(text.trim());
  if (!match) return issue('', 'is not a holdfast-standby:// link');
  const [, rawHost = '', rawPort = '', rawHub = '', rawPin = '', rawToken = ''] = match;
  const port = Number(rawPort);
  if (port < 1 || port > 65_535) return issue('port', 'must be 1 to 65535');
  const hubId = hubIdSchema.safeParse(rawHub);
  if (!hubId.success) return issue('hubId', 'must be 32 base32 letters');
  const keyPin = fromBase64Url(rawPin);
  if (keyPin?.length !== 32) return issue('pin', 'must be 32 bytes');
  const token = fromBase64Url(rawToken);
  if (token?.length !== PAIRING_TOKEN_BYTES) return issue('token', 'must be 16 bytes');
  return parsed({host: rawHost.replace(/^\[|\]$/g, ''), port, hubId: hubId.data, keyPin, token});
}
