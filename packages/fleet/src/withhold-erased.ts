import type {FleetDeciding} from './fleet-store.ts';
import type {SegmentTools} from './ports.ts';
import {repackSegment, withoutPersonal} from './repack-segment.ts';
import type {VerifiedSegment} from './verify-segment.ts';

/**
 * An older copy does not bring back what was erased: a stick from a drawer, a hub that has not
 * heard of it, a till that refills one. Asked inside the commit, so that no erasure comes between.
 */
export async function withholdErased(
  tools: SegmentTools & {readonly store: Pick<FleetDeciding, 'isErased'>},
  verified: VerifiedSegment,
): Promise<VerifiedSegment> {
  const {retailStoreId} = verified.hub;
  const left = await withoutPersonal(verified.entries, ({header}) =>
    tools.store.isErased({...header, retailStoreId}),
  );
  if (!left) return verified;
  return {...verified, ...(await repackSegment(tools, verified.envelope, left))};
}
