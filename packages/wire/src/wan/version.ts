/**
 * The WAN protocol's version, in every request's and answer's `v` and in the path. Served: this and
 * two back.
 */
export const WAN_PROTOCOL_VERSION = 1;

export function wanVersions(newest = WAN_PROTOCOL_VERSION): number[] {
  return [newest, newest - 1, newest - 2].filter(version => version >= 1);
}
