import type {LaneTail, Ledger} from '@holdfast/ledger';
import {type Clock, type Digest, type SigningKey, toBase64Url} from '@holdfast/std';
import {publicKeyText, type Roster, type SignedRosterCopy, signRosterCopy} from '@holdfast/trust';
import type {Enrolment} from '@holdfast/uplink-https';
import {HUB_WORKSTATION, type HubId, type KnownLane, type RosterCopy} from '@holdfast/wire';
import type {RosterBook} from './roster-book.ts';
import type {Sightings} from './sightings.ts';

/** A copy that says how far each journal is known gets old without any change of the roster. */
const FRESH_MS = 5 * 60_000;

interface RosterCopiesParts {
  readonly hubId: HubId;
  readonly identity: SigningKey;
  /** As it is now: head office says more of itself while the hub runs. */
  readonly enrolment: () => Enrolment;
  readonly ledger: Ledger;
  readonly roster: Roster;
  readonly rosterBook: Pick<RosterBook, 'changes' | 'changed'>;
  readonly sightings: Pick<Sightings, 'of'>;
  readonly digest: Digest;
  readonly clock: Clock;
}

/**
 * Copies of the roster for tills to keep: what a blank hub needs that finds nothing else of this
 * one. Signed once for each state of the roster.
 */
export class RosterCopies {
  readonly #parts: RosterCopiesParts;
  #newest: Promise<SignedRosterCopy> | undefined;
  #signedAtMs = 0;

  constructor(parts: RosterCopiesParts) {
    this.#parts = parts;
    parts.rosterBook.changed.subscribe(() => {
      this.#newest = undefined;
    });
  }

  /** As the roster stands; how far the journals are known may be a few minutes old. */
  newest(): Promise<SignedRosterCopy> {
    const nowMs = this.#parts.clock.monotonicMs();
    if (nowMs - this.#signedAtMs > FRESH_MS) this.#newest = undefined;
    if (!this.#newest) {
      this.#signedAtMs = nowMs;
      this.#newest = this.#sign();
    }
    return this.#newest;
  }

  /** A till's journal, as far as this hub can tell. */
  #known({workstationId, journalId, sequenceNumber}: LaneTail): KnownLane[] {
    if (workstationId === HUB_WORKSTATION) return [];
    const {sightings, clock} = this.#parts;
    return [
      {journalId, sequenceNumber, seenAtMs: sightings.of(journalId)?.seenAtMs ?? clock.wallMs()},
    ];
  }

  #sign(): Promise<SignedRosterCopy> {
    const {hubId, identity, enrolment, ledger, roster, rosterBook, digest, clock} = this.#parts;
    const {gatewayPublicKey, gatewayIncarnation, doors, keyPin, sealingPublicKey, retailStoreId} =
      enrolment();
    const {position, head} = ledger.end();
    const copy: RosterCopy = {
      v: 1,
      retailStoreId,
      hubId,
      hubPublicKey: publicKeyText(identity.publicKey),
      epoch: roster.epoch,
      signedAtMs: clock.wallMs(),
      ledger: {ledgerId: ledger.ledgerId, position, head: toBase64Url(head)},
      gateway: {
        publicKey: publicKeyText(gatewayPublicKey),
        incarnation: gatewayIncarnation,
        doors: [...doors],
        ...(keyPin ? {keyPin: toBase64Url(keyPin)} : {}),
        ...(sealingPublicKey ? {sealingPublicKey: toBase64Url(sealingPublicKey)} : {}),
      },
      lanes: ledger.lanes().flatMap(lane => this.#known(lane)),
      changes: [...rosterBook.changes()],
    };
    return signRosterCopy({digest, hubKey: identity}, copy);
  }
}
