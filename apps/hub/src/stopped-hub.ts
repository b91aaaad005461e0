import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {zstdCompressor} from '@holdfast/compressor-zstd';
import {SegmentPacker, STICK} from '@holdfast/forwarder';
import type {LedgerSource} from '@holdfast/forwarder/stick';
import {KnownKeys, type LedgerReading} from '@holdfast/ledger';
import {readLibsqlLedgers} from '@holdfast/ledger-libsql';
import {loadOrCreateSigningKey} from '@holdfast/platform-node';
import {Fault, type PublicKey, type SigningKey} from '@holdfast/std';
import {publicKeyText} from '@holdfast/trust';
import type {Enrolment} from '@holdfast/uplink-https';
import {readEnrolment} from './enrolment-file.ts';
import {dataKeysOf} from './hub-files.ts';
import {TOOLS} from './hub-tools.ts';

/** Head office over a line. */
const GATEWAY_SINK = 'gateway';
const SCAN = {entriesMax: 1024, bodyBytesMax: 4 * 1024 * 1024};

export type {Enrolment};

/** Whose folder this is. */
export interface HubFolder {
  /** Its identity key. */
  readonly hubKey: SigningKey;
  readonly enrolment: Enrolment;
}

/**
 * Reads who the hub of a data directory is. Throws `database/missing` where no hub ever was, and
 * `enrolment/missing`.
 */
export async function readHubFolder(dataDir: string): Promise<HubFolder> {
  const keyFile = join(dataDir, 'keys', 'identity.key');
  if (!existsSync(keyFile)) throw new Fault('database/missing', {path: keyFile});
  const enrolment = readEnrolment(join(dataDir, 'enrolment.json'));
  if (!enrolment) throw new Fault('enrolment/missing', {directory: dataDir});
  return {hubKey: await loadOrCreateSigningKey(keyFile), enrolment};
}

/** The ledgers of a hub that is not running. Its files stay held until they are closed. */
export type StoppedHub = LedgerSource & {close(): Promise<void>};

/**
 * Reads the ledgers of a stopped hub as its forwarder would. Throws `database/in-use` while it
 * runs, and `data-key/missing` without the keys of its data directory.
 */
export async function openStoppedHub(dataDir: string, hubKey: SigningKey): Promise<StoppedHub> {
  const {ledgers, close} = await readLibsqlLedgers(join(dataDir, 'ledgers'), dataKeysOf(dataDir));
  try {
    const keys = await keysOf(ledgers);
    return {...sourceOf({ledgers, keys, hubKey}), close};
  } catch (error) {
    await close();
    throw error;
  }
}

function sourceOf(parts: {
  readonly ledgers: readonly LedgerReading[];
  readonly keys: KnownKeys;
  readonly hubKey: SigningKey;
}): LedgerSource {
  const {ledgers, keys, hubKey} = parts;
  const packer = new SegmentPacker({
    ...TOOLS,
    ...{hubKey, compressor: zstdCompressor()},
    // A wrong signature is left out, as on any road; the hub raises the alarm when it runs.
    alarms: {badSignature() {}},
    journalKey: (journalId): PublicKey | undefined => keys.of(journalId),
  });
  return {
    async ledgers() {
      return ledgers.map(reading => ({
        ledgerId: reading.ledgerId,
        prunedPosition: reading.prunedTo().position,
        ...reading.end(),
        heldPosition: Math.max(reading.watermark(GATEWAY_SINK), reading.watermark(STICK)),
      }));
    },
    async segment({ledgerId, after, upTo}) {
      const reader = ledgers.find(reading => reading.ledgerId === ledgerId);
      if (!reader) throw new Fault('request/not-found', {ledgerId});
      return (await packer.pack({reader, after, upTo})).bytes;
    },
    async journals() {
      return [...keys.all].map(([journalId, key]) => ({journalId, publicKey: publicKeyText(key)}));
    },
  };
}

async function keysOf(ledgers: readonly LedgerReading[]): Promise<KnownKeys> {
  const keys = new KnownKeys(TOOLS.digest);
  for (const reading of ledgers) {
    // Of what retention deleted, the hub's own entries are kept: they name the keys.
    for (const {entry} of await reading.keptEntries()) keys.learn(entry.entry);
    for (let after = reading.prunedTo().position; after < reading.end().position; ) {
      const {entries} = await reading.readAfter(after, SCAN);
      for (const {entry} of entries) keys.learn(entry);
      after = entries.at(-1)?.line.position ?? reading.end().position;
    }
  }
  return keys;
}
