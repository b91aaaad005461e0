import {type Bytes, concatBytes, Fault} from '@holdfast/std';
import {type EnrolmentPurpose, formatEnrolmentLink} from '@holdfast/wire';

const HTTPS_PORT = 443;
const ADDRESS = /^(?:\[([0-9a-fA-F:.]+)\]|([A-Za-z0-9.-]{1,253})):(\d{1,5})$/;

/** The link for a one-time code, to the address that was asked for or to the public one. */
export function enrolmentLink(of: {
  readonly purpose?: EnrolmentPurpose;
  readonly code: Uint8Array;
  readonly address?: string;
  readonly keyPin: Bytes | undefined;
  readonly publicUrl: string | undefined;
}): string {
  const {host, port} = of.address === undefined ? publicPlace(of.publicUrl) : place(of.address);
  return formatEnrolmentLink(
    {host, port, keyPin: of.keyPin, code: concatBytes(of.code)},
    of.purpose,
  );
}

function publicPlace(publicUrl: string | undefined) {
  if (publicUrl === undefined) {
    const reason = 'must be given, since public_url is not configured';
    throw new Fault('request/malformed', {field: 'address', reason});
  }
  const {hostname, port} = new URL(publicUrl);
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? HTTPS_PORT : Number(port),
  };
}

function place(address: string) {
  const [, v6, name, port] = ADDRESS.exec(address) ?? [];
  const host = v6 ?? name;
  if (host !== undefined && Number(port) >= 1 && Number(port) <= 65_535) {
    return {host, port: Number(port)};
  }
  throw new Fault('request/malformed', {field: 'address', reason: 'must be host:port'});
}
