import {
  type Bytes,
  type Clock,
  type Digest,
  fromBase64Url,
  type Sealer,
  type SigningKey,
  toBase64Url,
  type UnsealingKey,
  utf8Encode,
} from '@holdfast/std';
import {signChangeOfHub} from '@holdfast/trust';
import {
  AUTHORITY_PURPOSE,
  encodeChangeOfHub,
  type KnownLane,
  parseSealedAuthority,
  type RosterChanged,
  type TakenOver,
} from '@holdfast/wire';
import type {FleetStore} from './fleet-store.ts';
import type {HubRecord} from './hub-record.ts';
import type {StoreRosters} from './store-rosters.ts';

const LANES_MAX = 10_000;

/** What is true as it was said last; all else of a roster is its history. */
const SAID_ANEW: ReadonlySet<RosterChanged['change']['kind']> = new Set([
  'recoveryKeyNamed',
  'authoritySealed',
]);

export interface TakeOverPorts {
  readonly store: Pick<FleetStore, 'hubs' | 'ledgers' | 'journalsOfStore'>;
  readonly rosters: StoreRosters;
  /** The newest held statement of each journal of a store. */
  readonly statementsOfStore: (retailStoreId: string) => Promise<readonly string[]>;
  readonly gatewayKey: SigningKey;
  /** Opens what hubs seal for head office. */
  readonly unsealingKey: UnsealingKey;
  readonly sealer: Sealer;
  readonly digest: Digest;
  readonly clock: Clock;
}

/** Hands a store over to a blank machine whose claim was believed. */
export class TakeOvers {
  readonly #ports: TakeOverPorts;

  constructor(ports: TakeOverPorts) {
    this.#ports = ports;
  }

  /**
   * All that the next hub of a store needs. Its epoch is above every one that is held here, and
   * above one for each hub that was known before: two claims in a row, the first of which was never
   * used, do not come to the same.
   */
  async of(hub: HubRecord, readerPublicKey: Bytes): Promise<TakenOver> {
    const {store, rosters, statementsOfStore, gatewayKey, clock} = this.#ports;
    const {retailStoreId, publicKey: hubPublicKey} = hub;
    const said = await rosters.entries(retailStoreId);
    const newest = await rosters.newestChange(retailStoreId);
    const before = (await store.hubs()).filter(
      one => one.retailStoreId === retailStoreId && one.hubId !== hub.hubId,
    );
    const epochs = [before.length - 1, newest?.pair.epoch ?? 0, ...said.map(({epoch}) => epoch)];
    const epoch = epochs.reduce((highest, one) => Math.max(highest, one), 0) + 1;
    const change = await signChangeOfHub(gatewayKey, {
      ...{retailStoreId, hubPublicKey, epoch},
      issuedAtMs: clock.wallMs(),
      signer: 'gateway',
    });
    const authority = await this.#authority(said, readerPublicKey);
    const predecessor = await this.#predecessor(retailStoreId);
    return {
      change: toBase64Url(encodeChangeOfHub(change)),
      hubsBefore: before.map(({hubId}) => hubId),
      ...(predecessor ? {predecessor} : {}),
      changes: handedOver(said),
      lanes: await this.#lanes(retailStoreId),
      heldStatements: [...(await statementsOfStore(retailStoreId))],
      ...(authority ? {authority} : {}),
    };
  }

  async #lanes(retailStoreId: string): Promise<KnownLane[]> {
    const journals = await this.#ports.store.journalsOfStore(retailStoreId, LANES_MAX);
    const tills = journals.filter(
      ({role, heldSequence}) => role === 'terminal' && heldSequence > 0,
    );
    return tills.map(({journalId, heldSequence: sequenceNumber, heldAtMs: seenAtMs}) => ({
      ...{journalId, sequenceNumber, seenAtMs},
    }));
  }

  async #predecessor(retailStoreId: string): Promise<TakenOver['predecessor']> {
    const ledgers = (await this.#ports.store.ledgers()).filter(
      ledger => ledger.retailStoreId === retailStoreId && ledger.heldPosition > 0,
    );
    const newest = ledgers.toSorted((a, b) => a.lastReceivedAtMs - b.lastReceivedAtMs).at(-1);
    if (!newest) return undefined;
    const {ledgerId, heldPosition: position, heldHead} = newest;
    return {ledgerId, position, head: toBase64Url(heldHead)};
  }

  /** Opened for this one reader, and for no other purpose. */
  async #authority(
    said: readonly RosterChanged[],
    recipient: Bytes,
  ): Promise<TakenOver['authority']> {
    const {unsealingKey, sealer} = this.#ports;
    const newest = said.findLast(({change}) => change.kind === 'authoritySealed')?.change;
    const copy = parseSealedAuthority(newest?.kind === 'authoritySealed' ? newest.copy : undefined);
    const own = toBase64Url(unsealingKey.publicKey);
    const box = copy?.boxes.find(one => one.recipient === own);
    const [share, ciphertext] = [box?.encapsulated, box?.ciphertext].map(text =>
      fromBase64Url(text ?? ''),
    );
    if (!copy || !share || !ciphertext) return undefined;
    const bound = {info: utf8Encode(AUTHORITY_PURPOSE), associated: new Uint8Array()};
    const plain = await unsealingKey.open({share, ciphertext, ...bound});
    if (!plain) return undefined;
    const sealed = await sealer.seal({recipient, plain, ...bound});
    return {
      certificate: copy.certificate,
      encapsulated: toBase64Url(sealed.share),
      ciphertext: toBase64Url(sealed.ciphertext),
    };
  }
}

function handedOver(said: readonly RosterChanged[]): RosterChanged[] {
  const newest = new Map(said.map(changed => [changed.change.kind, changed]));
  return said.filter(changed => {
    const {kind} = changed.change;
    if (kind === 'hubChanged' || kind === 'successorNamed') return false;
    return !SAID_ANEW.has(kind) || newest.get(kind) === changed;
  });
}
