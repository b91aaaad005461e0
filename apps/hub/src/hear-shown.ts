import type {Digest, SignatureVerifier} from '@holdfast/std';
import {checkRosterCopy} from '@holdfast/trust';
import type {ShowRoster} from '@holdfast/wire';
import type {HubParts} from './hub-parts.ts';

/**
 * What a till shows of another hub: a change of hub by which this one is replaced, or, where this
 * one took over, more of the roster of a hub before it than it knew: a till that was paired after
 * the copy that it began with, or taken out.
 */
export async function hearShown(
  parts: Pick<HubParts, 'replacement' | 'adoption' | 'rosterBook'> & {
    readonly digest: Digest;
    readonly verifier: SignatureVerifier;
  },
  {shown, retailStoreId}: {readonly shown: ShowRoster; readonly retailStoreId: string},
): Promise<void> {
  const {replacement, adoption, rosterBook} = parts;
  const {change, copy, signature} = shown;
  if (change !== undefined) await replacement.hear(change);
  if (!adoption || copy === undefined || signature === undefined) return;
  const verdict = await checkRosterCopy(parts, {copy, signature, retailStoreId});
  if (verdict.kind === 'refused' || !adoption.hubsBefore.includes(verdict.copy.hubId)) return;
  await rosterBook.merge(verdict.copy.changes);
}
