/**
 * The LAN protocol's version. A hub serves this one and the two before it; a terminal offers all it
 * speaks as WebSocket subprotocols, newest first, and the hub answers with the newest that both
 * know. Raising it: keep the old reader and its fixtures, and add a line to HISTORY.md.
 */
export const LAN_PROTOCOL_VERSION = 1;
export const LAN_VERSIONS_SERVED = 3;

const NAME = 'lan.holdfast';

export function lanSubprotocol(version: number): string {
  return `v${version}.${NAME}`;
}

/** Versions a program that speaks up to `newest` serves, newest first. */
export function lanVersions(newest = LAN_PROTOCOL_VERSION): number[] {
  return Array.from({length: LAN_VERSIONS_SERVED}, (_, back) => newest - back).filter(v => v >= 1);
}

export type LanAgreement =
  | {readonly kind: 'agreed'; readonly version: number; readonly subprotocol: string}
  | {readonly kind: 'tooOld' | 'tooNew'; readonly offered: readonly number[]}
  | {readonly kind: 'notHoldfast'};

/** Picks the newest version both sides know from the subprotocols a terminal offers. */
export function agreeOnLanVersion(
  offers: Iterable<string>,
  served: readonly number[] = lanVersions(),
): LanAgreement {
  const offered = [...offers]
    .map(offer => /^v(\d{1,4})\.lan\.holdfast$/.exec(offer)?.[1])
    .filter(version => version !== undefined)
    .map(Number);
  const version = Math.max(...offered.filter(candidate => served.includes(candidate)));
  if (Number.isFinite(version))
    return {kind: 'agreed', version, subprotocol: lanSubprotocol(version)};
  if (offered.length === 0) return {kind: 'notHoldfast'};
  return {kind: Math.max(...offered) < Math.min(...served) ? 'tooOld' : 'tooNew', offered};
}
