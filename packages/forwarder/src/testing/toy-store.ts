import {type Bytes, type Digest, type SigningKey, silentLog, utf8Encode} from '@holdfast/std';
import {type SeededRandom, toySigningKey, toyVerifier, VirtualClock} from '@holdfast/std/testing';
import {
  drawGatewayIncarnation,
  drawLedgerId,
  entrySigningMessage,
  GENESIS_HASH,
  hubIdOf,
  type JournalId,
  journalIdOf,
  makeEntry,
  noCompression,
} from '@holdfast/wire';
import {Forwarder} from '../forwarder.ts';
import type {ForwarderLimits} from '../limits.ts';
import type {Sink} from '../ports.ts';
import {FakeGateway} from '../testing.ts';
import {ToyLedger} from './toy-ledger.ts';

interface Till {
  readonly key: SigningKey;
  readonly journalId: JournalId;
  readonly workstationId: string;
  sequenceNumber: number;
  prevHash: Bytes;
}

/** A hub's ledger, tills that sell into it, and head office: everything around a forwarder but the network. */
export class ToyStore {
  readonly clock = new VirtualClock();
  readonly digest: Digest;
  readonly verifier;
  readonly hubKey: SigningKey;
  readonly gatewayKey: SigningKey;
  readonly ledger: ToyLedger;
  readonly gateway: FakeGateway;
  /** What forwarders raised, in order. */
  readonly alarms: {readonly kind: string; readonly detail: object}[] = [];
  readonly #random: SeededRandom;
  readonly #tills: Till[];

  constructor(digest: Digest, random: SeededRandom, tills = 2) {
    this.digest = digest;
    this.#random = random;
    this.verifier = toyVerifier(digest);
    this.hubKey = toySigningKey(digest, 'hub');
    this.gatewayKey = toySigningKey(digest, 'gateway');
    this.ledger = this.openLedger();
    this.gateway = new FakeGateway(
      {
        clock: this.clock,
        digest,
        verifier: this.verifier,
        compressors: [noCompression],
        gatewayKey: this.gatewayKey,
        hubPublicKey: this.hubKey.publicKey,
      },
      drawGatewayIncarnation(random),
    );
    this.#tills = Array.from({length: tills}, (_, at) => {
      const key = toySigningKey(digest, `till ${at}`);
      const journalId = journalIdOf(digest, key.publicKey);
      const workstationId = `W${at + 1}`;
      return {key, journalId, workstationId, sequenceNumber: 0, prevHash: GENESIS_HASH};
    });
  }

  /** Another ledger of this hub: an earlier one. */
  openLedger(): ToyLedger {
    const hubId = hubIdOf(this.digest, this.hubKey.publicKey);
    return new ToyLedger(drawLedgerId(hubId, this.#random), this);
  }

  journalKey(journalId: JournalId) {
    return this.#tills.find(till => till.journalId === journalId)?.key.publicKey;
  }

  journalId(till: number): JournalId {
    const found = this.#tills[till];
    if (!found) throw new RangeError(`there is no till ${till}`);
    return found.journalId;
  }

  /** A forwarder over this hub's disk; after a crash, another. */
  forwarder(options: {
    readonly sink?: Sink;
    readonly previous?: readonly ToyLedger[];
    readonly limits?: Partial<ForwarderLimits>;
  }): Forwarder {
    const alarm = (kind: string) => (detail: object) => {
      this.alarms.push({kind, detail});
    };
    const ports = {
      sink: options.sink ?? this.gateway,
      clock: this.clock,
      random: this.#random,
      digest: this.digest,
      compressor: noCompression,
      verifier: this.verifier,
      hubKey: this.hubKey,
      gatewayPublicKey: this.gatewayKey.publicKey,
      journalKey: (journalId: JournalId) => this.journalKey(journalId),
      alarms: {
        badSignature: alarm('badSignature'),
        diverged: alarm('diverged'),
        statementRefused: alarm('statementRefused'),
      },
      log: silentLog,
    };
    const ledgers = {previous: options.previous ?? [], current: this.ledger};
    return new Forwarder(ledgers, ports, options.limits);
  }

  /** Rings up `count` sales, the tills taking turns. */
  async sell(
    count: number,
    {bodyBytes = 60, badSignature = false, into = this.ledger} = {},
  ): Promise<void> {
    for (let sale = 0; sale < count; sale++) {
      const till = this.#tills[sale % this.#tills.length];
      if (!till) return;
      till.sequenceNumber += 1;
      const entry = makeEntry(this.digest, {
        kindCode: 1,
        retailStoreId: '017',
        workstationId: till.workstationId,
        journalId: till.journalId,
        sequenceNumber: till.sequenceNumber,
        prevHash: till.prevHash,
        body: utf8Encode(`${till.sequenceNumber} `.padEnd(bodyBytes, '.')),
      });
      till.prevHash = entry.entryHash;
      const signed = badSignature ? GENESIS_HASH : entry.entryHash;
      const signature = await till.key.sign(entrySigningMessage(signed));
      await into.append({
        entry: {...entry, signature},
        disposition: {kind: 'accepted'},
        clockOffsetMs: 0,
      });
    }
  }
}
