import {type Bytes, fromBase64Url, issue, type Parsed, parsed, toBase64Url} from '@holdfast/std';

export const ENROLMENT_CODE_BYTES = 16;

/**
 * What lets one hub enrol with a gateway: `holdfast-enrol://gw.example:8443?pin=…&code=…`.
 * `keyPin` is absent where the gateway has a certificate that the hub's system trusts.
 */
export interface EnrolmentLink {
  readonly host: string;
  readonly port: number;
  readonly keyPin: Bytes | undefined;
  readonly code: Bytes;
}

/**
 * What a link's code is for: to let a hub in, or to make it the hub of a store whose hub is gone.
 */
export type EnrolmentPurpose = 'enrol' | 'claim';

export function formatEnrolmentLink(
  {host, port, keyPin, code}: EnrolmentLink,
  purpose: EnrolmentPurpose = 'enrol',
): string {
  const pin = keyPin ? `pin=${toBase64Url(keyPin)}&` : '';
  return `holdfast-${purpose}://${host.includes(':') ? `[${host}]` : host}:${port}?${pin}code=${toBase64Url(code)}`;
}

const LINK =
  /^holdfast-(enrol|claim):\/\/(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.-]{1,253}):(\d{1,5})\/?\?(?:pin=([^&]+)&)?code=([^&]+)$/;

/** Refuses a link of another purpose, too. */
export function parseEnrolmentLink(
  text: string,
  purpose: EnrolmentPurpose = 'enrol',
): Parsed<EnrolmentLink> {
  const match = LINK.exec(text.trim());
  if (match?.[1] !== purpose) return issue('', `is not a holdfast-${purpose}:// link`);
  const [, , rawHost = '', rawPort = '', rawPin, rawCode = ''] = match;
  const port = Number(rawPort);
  if (port < 1 || port > 65_535) return issue('port', 'must be 1 to 65535');
  const keyPin = rawPin === undefined ? undefined : fromBase64Url(rawPin);
  if (rawPin !== undefined && keyPin?.length !== 32) return issue('pin', 'must be 32 bytes');
  const code = fromBase64Url(rawCode);
  if (code?.length !== ENROLMENT_CODE_BYTES) return issue('code', 'must be 16 bytes');
  return parsed({host: rawHost.replace(/^\[|\]$/g, ''), port, keyPin, code});
}
