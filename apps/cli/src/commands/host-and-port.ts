import {Fault} from '@holdfast/std';

/** `127.0.0.1:8443`, `[::1]:8443`. */
export function hostAndPort(
  flag: string,
  text: string,
): {readonly host: string; readonly port: number} {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^:]+)):(\d{1,5})$/.exec(text);
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3]);
  if (host === undefined || port > 65_535) {
    throw new Fault('config/invalid', {key: flag, reason: 'must be host:port', value: text});
  }
  return {host, port};
}
