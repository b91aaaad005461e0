import type {Ledger} from '@holdfast/ledger';
import {type Clock, type Digest, type SigningKey, toBase64Url} from '@holdfast/std';
import {publicKeyText, type Roster, type SignedRosterCopy, signRosterCopy} from '@holdfast/trust';
import type {Enrolment} from '@holdfast/uplink-https';
import type {HubId, RosterCopy} from '@holdfast/wire';
import type {RosterBook} from './roster-book.ts';

interface RosterCopiesParts {
  readonly hubId: HubId;
  readonly identity: SigningKey;
  /** As it is now: head office says more of itself while the hub runs. */
  readonly enrolment: () => Enrolment;
  readonly ledger: Ledger;
  readonly roster: Roster;
  readonly rosterBook: Pick<RosterBook, 'changes' | 'changed'>;
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

  constructor(parts: RosterCopiesParts) {
    this.#parts = parts;
    parts.rosterBook.changed.subscribe(() => {
      this.#newest = undefined;
    });
  }

  newest(): Promise<SignedRosterCopy> {
    this.#newest ??= this.#sign();
    return this.#newest;
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
      changes: [...rosterBook.changes()],
    };
    return signRosterCopy({digest, hubKey: identity}, copy);
  }
}
