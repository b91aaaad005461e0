import {type Bytes, fromBase64Url, issue, type Parsed, parsed, toBase64Url} from '@holdfast/std';
import {type HubId, hubIdSchema} from '../ids.ts';

export const PAIRING_TOKEN_BYTES = 16;

/**
 * What a pairing link or its QR carries: where the hub is, who it is, which TLS key it shows, and a
 * token that lets one terminal in. `holdfast-pair://192.168.8.2:7443/HUBID?pin=…&token=…`
 */
export interface PairingLink {
  readonly host: string;
  readonly port: number;
  readonly hubId: HubId;
  /** SHA-256 of the SubjectPublicKeyInfo of the hub's TLS key. */
  readonly keyPin: Bytes;
  /** 128 random bits, good for one terminal and five minutes. */
  readonly token: Bytes;
}

export function formatPairingLink(link: PairingLink): string {
  const host = link.host.includes(':') ? `[${link.host}]` : link.host;
  const query = `pin=${toBase64Url(link.keyPin)}&token=${toBase64Url(link.token)}`;
  return `holdfast-pair://${host}:${link.port}/${link.hubId}?${query}`;
}

const LINK =
  /^holdfast-pair:\/\/(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.-]{1,253}):(\d{1,5})\/([^?]+)\?pin=([^&]+)&token=([^&]+)$/;

/** Reads a link as scanned or pasted; names the part that is wrong. */
export function parsePairingLink(text: string): Parsed<PairingLink> {
  const match = LINK.exec(text.trim());
  if (!match) return issue('', 'is not a holdfast-pair:// link');
  const [, rawHost = '', rawPort = '', rawHub = '', rawPin = '', rawToken = ''] = match;
  const port = Number(rawPort);
  if (port < 1 || port > 65_535) return issue('port', 'must be 1 to 65535');
  const hubId = hubIdSchema.safeParse(rawHub);
  if (!hubId.success) return issue('hubId', 'must be 32 base32 letters');
  const keyPin = fromBase64Url(rawPin);
  if (keyPin?.length !== 32) return issue('pin', 'must be 32 bytes');
  const token = fromBase64Url(rawToken);
  if (token?.length !== PAIRING_TOKEN_BYTES) return issue('token', 'must be 16 bytes');
  const host = rawHost.replace(/^\[|\]$/g, '');
  return parsed({host, port, hubId: hubId.data, keyPin, token});
}
