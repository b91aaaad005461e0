import {mkdtempSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {zstdCompressor} from '@holdfast/compressor-zstd';
import {Forwarder} from '@holdfast/forwarder';
import {FakeGateway} from '@holdfast/forwarder/testing';
import type {Ledgers} from '@holdfast/ledger';
import {accepted, TestLane} from '@holdfast/ledger/testing';
import {openLibsqlLedgers} from '@holdfast/ledger-libsql';
import {createSigningKey, nodeDigest, nodeSignatureVerifier} from '@holdfast/platform-node';
import {type SigningKey, silentLog, utf8Encode} from '@holdfast/std';
import {SeededRandom, VirtualClock} from '@holdfast/std/testing';
import {Roster} from '@holdfast/trust';
import {drawGatewayIncarnation} from '@holdfast/wire';
import {expect} from 'vitest';
import {hubRetention} from '../hub-retention.ts';
import {RosterBook} from '../roster-book.ts';

/** Disks and threads are real here, whatever the clock says. */
const UNTIL_MS = 15_000;
export const DAY_MS = 86_400_000;
const digest = nodeDigest;
const verifier = nodeSignatureVerifier;
export const hubIdentity: SigningKey = await createSigningKey();
export const gatewayKey: SigningKey = await createSigningKey();

/** A hub over real files, its roster, and head office, under one clock that a test moves. */
export class AgingHub {
  readonly directory = mkdtempSync(join(tmpdir(), 'holdfast-'));
  readonly clock = new VirtualClock();
  readonly random = new SeededRandom(5);
  readonly verifier = verifier;
  readonly gateway = new FakeGateway(
    {
      ...{clock: this.clock, digest, verifier, gatewayKey, compressors: [zstdCompressor()]},
      hubPublicKey: hubIdentity.publicKey,
    },
    drawGatewayIncarnation(this.random),
  );
  readonly till = new TestLane({digest, workstationId: 'W01'});
  readonly alarms: object[] = [];

  async open() {
    const {directory, clock, random} = this;
    const ledgers = await openLibsqlLedgers({
      directory: join(directory, 'ledgers'),
      keyDirectory: join(directory, 'keys'),
      shell: 'inline',
      reserveBytes: 65_536,
      ...{identity: hubIdentity, clock, random, retailStoreId: '017', log: silentLog},
    });
    const {current: ledger, previous, hubJournal} = ledgers;
    const roster = new Roster();
    const file = join(directory, 'roster.json');
    const parts = {file, roster, ledger, previous, hubJournal, clock, log: silentLog};
    const rosterBook = new RosterBook(parts);
    await rosterBook.open();
    return {ledgers, roster, rosterBook, ...this.#forward(ledgers)};
  }

  /** Runs a forwarder to this head office until `stop`. */
  #forward({previous, current}: Ledgers) {
    const {gateway, clock, random} = this;
    const alarm = (detail: object) => this.alarms.push(detail);
    const forwarder = new Forwarder(
      {previous, current},
      {
        ...{sink: gateway, clock, random, digest, verifier, hubKey: hubIdentity, log: silentLog},
        compressor: zstdCompressor(),
        gatewayPublicKey: gatewayKey.publicKey,
        journalKey: () => undefined,
        alarms: {badSignature: alarm, diverged: alarm, pruned: alarm, statementRefused: alarm},
      },
    );
    const stopping = new AbortController();
    const running = forwarder.run(stopping.signal, () => {});
    return {
      forwarder,
      stop: async () => {
        stopping.abort();
        await this.until(running.then(() => true));
      },
    };
  }

  async sell(ledgers: Ledgers, count: number): Promise<void> {
    for (let sale = 0; sale < count; sale += 1) {
      const outcome = await ledgers.current.append(accepted(this.till.next()));
      expect(outcome.kind).toBe('recorded');
    }
  }

  /** Time passes until it is so: bounded. */
  async until(so: (() => boolean) | Promise<unknown>): Promise<void> {
    let done = false;
    if (typeof so !== 'function') {
      void so.finally(() => {
        done = true;
      });
    }
    const deadlineMs = performance.now() + UNTIL_MS;
    while (performance.now() < deadlineMs) {
      if (typeof so === 'function' ? so() : done) return;
      await this.clock.advance(50);
      await new Promise(resolve => setImmediate(resolve));
    }
    expect.unreachable('it never came to it');
  }

  async allHeld({current}: Ledgers): Promise<void> {
    await this.until(() => current.watermark('gateway') === current.end().position);
  }

  retention(ledgers: Ledgers, forwarder: Forwarder) {
    return hubRetention({
      ...{ledgers, forwarder, verifier, retentionMs: 400 * DAY_MS},
      gatewayPublicKey: gatewayKey.publicKey,
    });
  }

  /** Two hundred sales older than the retention and five that are not, all held. */
  async openOld() {
    const opened = await this.open();
    const {journalId, workstationId} = this.till;
    const publicKey = {algorithm: 'ed25519', bytes: digest.sha256(utf8Encode('W01/'))} as const;
    await opened.rosterBook.admit({workstationId, journalId, publicKey, name: 'Lane 1'});
    await this.sell(opened.ledgers, 200);
    await this.allHeld(opened.ledgers);
    this.clock.wallOffsetMs += 401 * DAY_MS;
    await this.sell(opened.ledgers, 5);
    await this.allHeld(opened.ledgers);
    return opened;
  }
}
