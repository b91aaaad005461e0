import type {ConnectionEvents, TerminalConnection} from '@holdfast/ingest';
import {
  aborted,
  assert,
  type Clock,
  type Digest,
  FairRoom,
  type Log,
  type PublicKey,
  type Random,
  type SignatureVerifier,
  toBase64Url,
} from '@holdfast/std';
import {checkChangeOfHub, checkRosterCopy, parseChangeOfHub} from '@holdfast/trust';
import {
  drawLedgerId,
  encodeChangeOfHub,
  type HubId,
  LAN_PROTOCOL_VERSION,
  parseTerminalMessage,
  type RosterCopy,
  type ShowRoster,
  type SignedChangeOfHub,
  WIRE_LIMITS,
} from '@holdfast/wire';

/** How long others may show a newer roster, after the first till has shown one. */
const GATHER_MS = 700;
const PLACES = {placesMax: 128, perAddressMax: 16};

export interface AskingDoorParts {
  readonly hubId: HubId;
  readonly retailStoreId: string;
  /** The key of the recovery sheet. */
  readonly sheet: PublicKey;
  /** The sheet's word that this machine asks for the roster: a change of hub in epoch 0. */
  readonly call: SignedChangeOfHub;
  /** Told the newest roster, once; answers the word by which this hub takes over. */
  readonly onNewest: (copy: RosterCopy) => Promise<SignedChangeOfHub>;
  readonly digest: Digest;
  readonly verifier: SignatureVerifier;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

/**
 * The LAN door of a hub that knows the store's sheet and nothing else. It tells every till by whose
 * word it asks, and hears which roster the hub before gave it to keep.
 */
export class AskingDoor {
  readonly #parts: AskingDoorParts;
  readonly #open = new Set<TerminalConnection>();
  readonly #room = new FairRoom<TerminalConnection>(PLACES);
  readonly #first = Promise.withResolvers<void>();
  #newest: RosterCopy | undefined;
  #taken: {readonly copy: RosterCopy; readonly change: SignedChangeOfHub} | undefined;

  constructor(parts: AskingDoorParts) {
    this.#parts = parts;
  }

  /** The roster that counts, and the word by which it was taken over. */
  get taken(): {readonly copy: RosterCopy; readonly change: SignedChangeOfHub} | undefined {
    return this.#taken;
  }

  connect(connection: TerminalConnection): ConnectionEvents {
    const out = this.#room.enter(connection, connection.peer.address);
    out?.close('tooBusy', 'others have something to show');
    if (out === connection) return {frame: () => {}, closed: () => {}};
    this.#open.add(connection);
    this.#greet(connection, this.#parts.call);
    return {
      frame: text => {
        const message = parseTerminalMessage(text);
        if (message.ok && message.value.type === 'showRoster') void this.#hear(message.value);
        else connection.close('notPaired', 'this hub asks for the roster first');
      },
      closed: () => {
        this.#open.delete(connection);
        this.#room.leave(connection);
      },
    };
  }

  /** Works until a roster was taken over, or `signal` aborts. */
  async run(signal: AbortSignal): Promise<void> {
    await Promise.race([this.#first.promise, aborted(signal)]);
    await this.#parts.clock.sleep(GATHER_MS, signal);
    if (signal.aborted) return;
    const copy = this.#newest;
    assert(copy, 'the first roster that was shown counts until there is a newer one');
    const change = await this.#parts.onNewest(copy);
    this.#taken = {copy, change};
    for (const connection of this.#open) {
      this.#greet(connection, change);
      connection.close('stopping', 'the hub starts: ring again');
    }
  }

  #greet(connection: TerminalConnection, change: SignedChangeOfHub): void {
    const {hubId, retailStoreId, random, clock} = this.#parts;
    connection.send({
      v: LAN_PROTOCOL_VERSION,
      type: 'hello',
      ...{hubId, retailStoreId, epoch: change.epoch},
      ledgerId: drawLedgerId(hubId, random), // it has none yet, and nothing is recorded before
      nonce: toBase64Url(random.bytes(32)),
      change: toBase64Url(encodeChangeOfHub(change)),
      hubTimeMs: clock.wallMs(),
      limits: {bodyBytesMax: WIRE_LIMITS.bodyBytesMax, inFlightMax: 1, heartbeatMs: 1_000},
    });
  }

  async #hear(shown: ShowRoster): Promise<void> {
    const {retailStoreId, log} = this.#parts;
    const {copy, signature} = shown;
    if (copy === undefined || signature === undefined) return;
    const verdict = await checkRosterCopy(this.#parts, {copy, signature, retailStoreId});
    const vouched = verdict.kind === 'genuine' && (await this.#isVouchedFor(verdict.copy));
    if (!vouched) {
      log.warn('adoption.roster-refused', {
        reason: verdict.kind === 'refused' ? verdict.reason : 'the sheet vouches for no such hub',
      });
      return;
    }
    const found = verdict.copy;
    log.info('adoption.roster-shown', {hub: found.hubId, entries: found.changes.length});
    const newest = this.#newest;
    const isNewer =
      newest === undefined ||
      found.epoch > newest.epoch ||
      (found.epoch === newest.epoch && found.changes.length > newest.changes.length);
    if (isNewer) this.#newest = found;
    this.#first.resolve();
  }

  /** Whether this very sheet said that the hub which signed the copy is the store's. */
  async #isVouchedFor({changes, hubId}: RosterCopy): Promise<boolean> {
    const {sheet, retailStoreId} = this.#parts;
    const named = changes.findLast(({change}) => change.kind === 'recoveryKeyNamed')?.change;
    const voucher = named?.kind === 'recoveryKeyNamed' && parseChangeOfHub(named.voucher);
    if (!voucher) return false;
    const claim = {change: voucher, retailStoreId, recovery: sheet};
    const verdict = await checkChangeOfHub(this.#parts, claim);
    return verdict.kind === 'valid' && verdict.pair.hubId === hubId;
  }
}
