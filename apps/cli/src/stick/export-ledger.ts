import {zstdCompressor} from '@holdfast/compressor-zstd';
import {type ExportWish, type LedgerSource, writeExport} from '@holdfast/forwarder/stick';
import type {Enrolment} from '@holdfast/hub/stopped';
import {
  DurableFolder,
  hpkeSealer,
  nodeDigest,
  nodeSignatureVerifier,
  systemClock,
} from '@holdfast/platform-node';
import {Fault, isFault, type SigningKey} from '@holdfast/std';
import {type ExportManifest, noCompression} from '@holdfast/wire';
import {HubClient} from '../hub-client/hub-client.ts';
import {runningHubSource} from './running-hub-source.ts';

export interface ExportLedgerOptions {
  /** Of the hub. */
  readonly dataDir: string;
  readonly folder: string;
  readonly form: 'sealed' | 'plain';
  readonly reach: ExportWish['reach'];
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, total: number) => void;
}

/**
 * Writes the ledgers of the hub in a data directory to a folder: of a running one over its loopback
 * door, else out of its files. Answers `undefined` when it was stopped. Throws `enrolment/missing`
 * where head office has told no key to seal for, and what `writeExport` throws.
 */
export async function exportLedger(
  options: ExportLedgerOptions,
): Promise<ExportManifest | undefined> {
  const {dataDir, folder, form, reach, signal, onProgress} = options;
  // The files of a hub are read by programs that it does not otherwise take to ask one.
  const {readHubFolder, openStoppedHub} = await import('@holdfast/hub/stopped');
  const {hubKey, enrolment} = await readHubFolder(dataDir);
  const sealFor = form === 'plain' ? undefined : sealingKeyOf(enrolment);
  const running = await runningHub(dataDir);
  const stopped = running ? undefined : await openStoppedHub(dataDir, hubKey);
  const source = running?.source ?? stopped;
  if (!source) throw new Fault('hub/unreachable', {data: dataDir});
  const store = running?.store ?? {id: enrolment.retailStoreId};
  try {
    return await writeExport(
      {...portsOf({hubKey, enrolment, folder}), source},
      {store, sealFor, reach, onProgress},
      signal,
    );
  } finally {
    await stopped?.close();
  }
}

function portsOf(parts: {
  readonly hubKey: SigningKey;
  readonly enrolment: Enrolment;
  readonly folder: string;
}) {
  const {hubKey, enrolment, folder} = parts;
  return {
    folder: new DurableFolder(folder),
    digest: nodeDigest,
    verifier: nodeSignatureVerifier,
    compressors: [noCompression, zstdCompressor()],
    sealer: hpkeSealer,
    clock: systemClock,
    hubKey,
    gatewayPublicKey: enrolment.gatewayPublicKey,
  };
}

function sealingKeyOf({sealingPublicKey}: Enrolment) {
  if (sealingPublicKey) return sealingPublicKey;
  throw new Fault('enrolment/missing', {
    reason: 'head office has not told this hub the key that sticks are sealed for',
    next: 'connect it once, or export with --plain, which anybody can read',
  });
}

/** `undefined` where none runs with this directory. */
async function runningHub(dataDir: string): Promise<
  | {
      readonly source: LedgerSource;
      readonly store: {readonly id: string; readonly name: string};
    }
  | undefined
> {
  const client = new HubClient(dataDir);
  try {
    const {store} = await client.identity();
    return {source: runningHubSource(client), store};
  } catch (error) {
    if (isFault(error, 'hub/unreachable')) return undefined;
    throw error;
  }
}
