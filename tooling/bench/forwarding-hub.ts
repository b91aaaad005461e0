import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {LocalStore} from '@holdfast/cli/store';
import {zstdCompressor} from '@holdfast/compressor-zstd';
import type {Ledgers} from '@holdfast/ledger';
import {openLedgerKeys, openLibsqlLedgers} from '@holdfast/ledger-libsql';
import {
  createSigningKey,
  nodeDigest,
  nodeSignatureVerifier,
  systemClock,
  systemRandom,
} from '@holdfast/platform-node';
import {type SigningKey, silentLog, utf8Decode} from '@holdfast/std';
import {publicKeyText} from '@holdfast/trust';
import {type Enrolment, enrolHub} from '@holdfast/uplink-https';
import {
  encodeHubBody,
  hubIdOf,
  journalIdOf,
  parseEnrolmentLink,
  rosterChangedSchema,
} from '@holdfast/wire';
import {ChainWriter} from '@holdfast/wire/testing';
import {ForwardingRun, type LineOut} from './forwarding-run.ts';
import {realisticSales} from './work-load.ts';

const STORE_ID = '017';
const WORKSTATION = 'W1';
/** As many as a store with so many tills would commit together. */
const GROUP_ENTRIES = 32;
const TOOLS = {
  clock: systemClock,
  random: systemRandom,
  digest: nodeDigest,
  verifier: nodeSignatureVerifier,
  log: silentLog,
};

/**
 * What of a hub carries its ledger to head office, in this process, where each delivery can be
 * timed: ledger on disk, forwarder, uplinks, HTTPS. The gateway is a process of its own.
 */
export class ForwardingHub {
  readonly gateway: {readonly host: string; readonly port: number};
  readonly #directory: string;
  readonly #store: LocalStore;
  readonly #identity: SigningKey;
  readonly #enrolment: Enrolment;
  readonly #ledgers: Ledgers;
  readonly #till: ChainWriter;
  readonly #tillKey: SigningKey;
  readonly #bodies = realisticSales(4_000).map(utf8Decode);
  #sold = 0;

  private constructor(parts: {
    readonly directory: string;
    readonly store: LocalStore;
    readonly gateway: ForwardingHub['gateway'];
    readonly identity: SigningKey;
    readonly enrolment: Enrolment;
    readonly ledgers: Ledgers;
    readonly tillKey: SigningKey;
  }) {
    this.gateway = parts.gateway;
    this.#directory = parts.directory;
    this.#store = parts.store;
    this.#identity = parts.identity;
    this.#enrolment = parts.enrolment;
    this.#ledgers = parts.ledgers;
    this.#tillKey = parts.tillKey;
    const place = {retailStoreId: STORE_ID, workstationId: WORKSTATION};
    this.#till = new ChainWriter({digest: nodeDigest, key: parts.tillKey}, place);
  }

  static async open(): Promise<ForwardingHub> {
    const directory = mkdtempSync(join(tmpdir(), 'holdfast-'));
    let gateway = {host: '', port: 0};
    const lineTo = async (place: typeof gateway) => {
      gateway = place;
      return place;
    };
    const store = new LocalStore({directory, storeId: STORE_ID, loopbackMulticast: false, lineTo});
    await store.startGateway();
    const identity = await createSigningKey();
    const enrolment = await enrol(await store.enrolmentLink(), identity);
    const inLedgers = join(directory, 'ledgers');
    const place = {file: join(directory, 'keys', 'data-keys.json'), credential: undefined};
    const ledgers = await openLibsqlLedgers({
      ...TOOLS,
      directory: inLedgers,
      keys: await openLedgerKeys({place, directory: inLedgers, nowMs: Date.now()}),
      keyDirectory: join(directory, 'keys'),
      shell: 'worker',
      identity,
      retailStoreId: STORE_ID,
    });
    const tillKey = await createSigningKey();
    const parts = {directory, store, gateway, identity, enrolment, ledgers, tillKey};
    const hub = new ForwardingHub(parts);
    await hub.#admitTill();
    return hub;
  }

  get position(): number {
    return this.#ledgers.current.end().position;
  }

  get unsent(): number {
    return this.position - this.#ledgers.current.watermark('gateway');
  }

  /** Signs so many sales and records them. */
  async record(count: number): Promise<void> {
    const outcomes = [];
    for (let at = 0; at < count; at++) {
      const body = this.#bodies[this.#sold++ % this.#bodies.length] ?? '';
      const entry = await this.#till.next(body);
      const disposition = {kind: 'accepted'} as const;
      outcomes.push(this.#ledgers.current.append({entry, disposition, clockOffsetMs: 0}));
      if (outcomes.length === GROUP_ENTRIES) await Promise.all(outcomes.splice(0));
    }
    await Promise.all(outcomes);
  }

  /** Begins to forward over these lines, as a hub does that has just started. */
  forward(lines: readonly LineOut[]): ForwardingRun {
    const {keyPin, gatewayPublicKey} = this.#enrolment;
    const hubKey = this.#identity;
    return new ForwardingRun(lines, {
      tools: {
        ...TOOLS,
        hubId: hubIdOf(nodeDigest, hubKey.publicKey),
        hubKey,
        gatewayPublicKey,
        compressor: zstdCompressor(),
        journalKey: () => this.#tillKey.publicKey,
      },
      keyPin,
      ledgers: {previous: [], current: this.#ledgers.current},
    });
  }

  async close(): Promise<void> {
    await this.#ledgers.close();
    await this.#store.stop();
    rmSync(this.#directory, {recursive: true});
  }

  async #admitTill(): Promise<void> {
    const {publicKey} = this.#tillKey;
    const change = {
      kind: 'journalAdmitted',
      workstationId: WORKSTATION,
      journalId: journalIdOf(nodeDigest, publicKey),
      publicKey: publicKeyText(publicKey),
      name: WORKSTATION,
    } as const;
    const changed = {v: 1, epoch: 1, changedAtMs: systemClock.wallMs(), change} as const;
    const body = encodeHubBody(rosterChangedSchema, changed);
    await this.#ledgers.hubJournal.append('rosterChanged', body);
  }
}

async function enrol(text: string, identity: SigningKey): Promise<Enrolment> {
  const link = parseEnrolmentLink(text);
  if (!link.ok) throw new Error(link.issue.reason);
  const who = {identity, retailStoreId: STORE_ID, name: 'bench', out: {}, ...TOOLS};
  return enrolHub({link: link.value, ...who}, AbortSignal.timeout(10_000));
}
