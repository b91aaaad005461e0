import type {LedgerReader} from '@holdfast/ledger';
import type {Log, SigningKey} from '@holdfast/std';
import {type Enrolment, enrolByChange} from '@holdfast/uplink-https';
import type {Adoption} from './adoption.ts';
import {type HubConfig, wayOutOf} from './config.ts';
import {TOOLS} from './hub-tools.ts';
import type {WayToBeKnown} from './make-known.ts';
import {deliverMirrored} from './standby/deliver-mirrored.ts';
import type {SegmentFolder} from './standby/segment-folder.ts';

/**
 * How a hub that took over makes itself known, by the change of hub. What it mirrored of the hub
 * before goes first, for that may say who this one is.
 */
export function waysToBeKnown(parts: {
  readonly config: HubConfig;
  readonly identity: SigningKey;
  readonly enrolment: Enrolment;
  readonly adoption: Adoption;
  /** Earlier ledgers on this disk, those of the hub before among them. */
  readonly previous: readonly LedgerReader[];
  /** What this machine mirrored, and head office may lack. */
  readonly segments: SegmentFolder;
  readonly log: Log;
}): readonly WayToBeKnown[] {
  const {config, identity, enrolment, adoption, previous, segments, log} = parts;
  const {id: retailStoreId, name} = config.store;
  return config.uplink
    .toSorted((a, b) => a.priority - b.priority)
    .map(uplink => ({
      name: uplink.name,
      async tell(signal) {
        const out = wayOutOf(uplink);
        await deliverMirrored({identity, enrolment, previous, segments, out, log}, signal);
        await enrolByChange(
          {
            ...TOOLS,
            ...{identity, log, known: enrolment, change: adoption.change},
            ...{out, retailStoreId, name},
          },
          signal,
        );
      },
    }));
}
