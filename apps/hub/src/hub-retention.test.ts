import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {zstdCompressor} from '@holdfast/compressor-zstd';
import {Forwarder} from '@holdfast/forwarder';
import {FakeGateway} from '@holdfast/forwarder/testing';
import {type Ledgers, SEARCH_LIMIT_MAX} from '@holdfast/ledger';
import {accepted, TestLane} from '@holdfast/ledger/testing';
import {openLibsqlLedgers} from '@holdfast/ledger-libsql';
import {createSigningKey, nodeDigest, nodeSignatureVerifier} from '@holdfast/platform-node';
import {nodeVerifyTools, verifyLedgerFiles} from '@holdfast/prover';
import {silentLog, utf8Encode} from '@holdfast/std';
import {SeededRandom, VirtualClock} from '@holdfast/std/testing';
import {Roster} from '@holdfast/trust';
import {drawGatewayIncarnation} from '@holdfast/wire';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {hubRetention} from './hub-retention.ts';
import {RosterBook} from './roster-book.ts';

/** Disks and threads are real here, whatever the clock says. */
const UNTIL_MS = 15_000;
const DAY_MS = 86_400_000;
const digest = nodeDigest;
const verifier = nodeSignatureVerifier;
const identity = await createSigningKey();
const gatewayKey = await createSigningKey();
const never = new AbortController().signal;

/** A hub over real files, its roster, and head office, under one clock that a test moves. */
class AgingHub {
  readonly directory = mkdtempSync(join(tmpdir(), 'holdfast-'));
  readonly clock = new VirtualClock();
  readonly random = new SeededRandom(5);
  readonly gateway = new FakeGateway(
    {
      ...{clock: this.clock, digest, verifier, gatewayKey, compressors: [zstdCompressor()]},
      hubPublicKey: identity.publicKey,
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
      ...{identity, clock, random, retailStoreId: '017', log: silentLog},
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
        ...{sink: gateway, clock, random, digest, verifier, hubKey: identity, log: silentLog},
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
}

let hub: AgingHub;
beforeEach(() => {
  hub = new AgingHub();
});
afterEach(() => rmSync(hub.directory, {recursive: true}));

async function oldHub() {
  const opened = await hub.open();
  const {journalId, workstationId} = hub.till;
  const publicKey = {algorithm: 'ed25519', bytes: digest.sha256(utf8Encode('W01/'))} as const;
  await opened.rosterBook.admit({workstationId, journalId, publicKey, name: 'Lane 1'});
  await hub.sell(opened.ledgers, 200);
  await hub.allHeld(opened.ledgers);
  hub.clock.wallOffsetMs += 401 * DAY_MS;
  await hub.sell(opened.ledgers, 5);
  await hub.allHeld(opened.ledgers);
  return opened;
}

test('after 400 days a hub deletes what head office signed for, and goes on as if nothing were', {
  timeout: 60_000,
}, async () => {
  const {ledgers, forwarder, stop} = await oldHub();
  const retention = hub.retention(ledgers, forwarder);
  await hub.until(retention.sweep(never));
  const {position} = ledgers.current.prunedTo();
  expect(position).toBeGreaterThan(60);
  expect(retention.state.entriesDeleted).toBe(position);
  await hub.sell(ledgers, 3);
  await hub.allHeld(ledgers);
  await stop();
  await hub.until(ledgers.close());
  // The lanes of this test sign nothing true; everything else must hold, by another reader's rules.
  const file = join(hub.directory, 'ledgers', 'ledger-0001.db');
  const tools = {...nodeVerifyTools, verify: async () => true};
  const verified = await verifyLedgerFiles([file], {tools});
  expect(verified).toMatchObject([{broken: undefined, prunedPosition: position}]);

  // The roster's own file is lost, and so is the index: both are made again from what was kept.
  for (const lost of ['roster.json', 'ledgers/index.db']) rmSync(join(hub.directory, lost));
  const again = await hub.open();
  const {current} = again.ledgers;
  expect(again.roster.journals()).toMatchObject([{workstationId: 'W01', name: 'Lane 1'}]);
  await hub.until(() => again.ledgers.stats().indexedPosition === current.end().position);
  const found = await again.ledgers.index.searchTransactions({
    workstationId: 'W01',
    limit: SEARCH_LIMIT_MAX,
  });
  expect(found).toHaveLength(current.end().position - position - 1); // one is the hub's own word
  await hub.sell(again.ledgers, 2);
  await hub.allHeld(again.ledgers);
  expect(hub.alarms).toEqual([]);
  await again.stop();
  await hub.until(again.ledgers.close());
});

test('head office is restored from an old copy: it gets what is left, the gap is alarmed, nothing more goes', {
  timeout: 60_000,
}, async () => {
  const {ledgers, forwarder, stop} = await oldHub();
  await hub.until(hub.retention(ledgers, forwarder).sweep(never));
  await stop();
  const {ledgerId} = ledgers.current;
  const {position: last} = ledgers.current.prunedTo();
  hub.gateway.restore(ledgerId, {
    position: 10,
    incarnation: drawGatewayIncarnation(hub.random, {after: [hub.gateway.incarnation]}),
  });
  await hub.until(ledgers.close());

  const again = await hub.open();
  const has = (position: number) =>
    hub.gateway.lines(ledgerId).some(({line}) => line.position === position);
  await hub.until(() => has(again.ledgers.current.end().position));
  expect(hub.alarms).toEqual([{ledgerId, first: 11, last}]);
  await hub.sell(again.ledgers, 1);
  await hub.until(() => has(again.ledgers.current.end().position));
  hub.clock.wallOffsetMs += 500 * DAY_MS;
  const retention = hub.retention(again.ledgers, again.forwarder);
  await hub.until(retention.sweep(never));
  expect([...retention.state.holds.values()]).toEqual([{kind: 'notHeld', position: last + 1}]);
  await again.stop();
  await hub.until(again.ledgers.close());
});
