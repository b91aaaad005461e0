import type {Ledger, LedgerReader} from '@holdfast/ledger';
import {
  accepted,
  type MemoryDisk,
  type MemoryLedger,
  openMemoryLedger,
} from '@holdfast/ledger/testing';
import {
  assert,
  type Bytes,
  type Digest,
  type SigningKey,
  silentLog,
  utf8Encode,
} from '@holdfast/std';
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

interface Till {
  readonly key: SigningKey;
  readonly journalId: JournalId;
  readonly workstationId: string;
  sequenceNumber: number;
  prevHash: Bytes;
}

/**
 * A hub's ledger, tills that sell into it, and head office: everything around a forwarder but the
 * network.
 */
export class ToyStore {
  readonly clock = new VirtualClock();
  readonly digest: Digest;
  readonly verifier;
  readonly hubKey: SigningKey;
  readonly gatewayKey: SigningKey;
  readonly gateway: FakeGateway;
  /** What forwarders raised, in order. */
  readonly alarms: {readonly kind: string; readonly detail: object}[] = [];
  readonly #random: SeededRandom;
  readonly #tillCount: number;
  /** Of all ledgers; those of the ledger that was opened last sell. */
  readonly #tills: Till[] = [];
  #memory: MemoryLedger | undefined;

  static async open(digest: Digest, random: SeededRandom, tills = 2): Promise<ToyStore> {
    const store = new ToyStore(digest, random, tills);
    store.#memory = await store.openLedger();
    return store;
  }

  private constructor(digest: Digest, random: SeededRandom, tills: number) {
    this.digest = digest;
    this.#random = random;
    this.verifier = toyVerifier(digest);
    this.hubKey = toySigningKey(digest, 'hub');
    this.gatewayKey = toySigningKey(digest, 'gateway');
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
    this.#tillCount = tills;
  }

  /** The hub's current ledger, and the disk it lies on. */
  get memory(): MemoryLedger {
    assert(this.#memory, 'the store was opened');
    return this.#memory;
  }

  get ledger(): Ledger {
    return this.memory.ledger;
  }

  /** A ledger of this hub, with tills of its own. */
  openLedger(): Promise<MemoryLedger> {
    const {digest, clock} = this;
    for (let at = 0; at < this.#tillCount; at++) {
      const key = toySigningKey(digest, `till ${this.#tills.length}`);
      const journalId = journalIdOf(digest, key.publicKey);
      const place = {journalId, workstationId: `W${this.#tills.length}`};
      this.#tills.unshift({key, ...place, sequenceNumber: 0, prevHash: GENESIS_HASH});
    }
    const hubId = hubIdOf(digest, this.hubKey.publicKey);
    return openMemoryLedger({digest, clock, ledgerId: drawLedgerId(hubId, this.#random)});
  }

  /** The hub dies and starts again from its disk, which `change` may have damaged meanwhile. */
  async reboot(change: (disk: MemoryDisk) => void = () => {}): Promise<void> {
    change(this.memory.store.disk);
    this.#memory = await this.memory.reopen();
  }

  /** The disk loses what follows `position`, as one does that lied about a sync. */
  async loseTail(position: number): Promise<void> {
    await this.reboot(disk => {
      disk.groups = disk.groups.filter(({last}) => last <= position);
      for (const [sink, watermark] of disk.watermarks) {
        disk.watermarks.set(sink, {sink, position: Math.min(position, watermark.position)});
      }
    });
    for (const till of this.#tills) {
      const tail = this.ledger.lane(till.journalId);
      till.sequenceNumber = tail?.sequenceNumber ?? 0;
      till.prevHash = tail?.entryHash ?? GENESIS_HASH;
    }
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
    readonly previous?: readonly LedgerReader[];
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
        pruned: alarm('pruned'),
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
      const till = this.#tills[sale % this.#tillCount];
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
      const outcome = await into.append(accepted({...entry, signature}));
      assert(outcome.kind === 'recorded', 'a sale is recorded');
    }
  }
}
