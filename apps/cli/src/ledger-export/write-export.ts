import {mkdirSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import {zstdCompressor} from '@holdfast/compressor-zstd';
import type {LedgerSummary} from '@holdfast/hub/client';
import {nodeDigest, writeFileDurably} from '@holdfast/platform-node';
import {Fault, isFault, toHex} from '@holdfast/std';
import {decodeSegmentEnvelope, type LedgerId, unpackSegment} from '@holdfast/wire';
import type {HubClient} from '../hub-client/hub-client.ts';
import {type ExportIndex, INDEX_FILE, type SegmentFile} from './export-index.ts';
import {SegmentSums} from './segment-sums.ts';

const TOOLS = {digest: nodeDigest, compressors: [zstdCompressor()]};

export interface WriteExportOptions {
  readonly client: Pick<HubClient, 'identity' | 'ledgers' | 'segment'>;
  /** Empty, or not there yet. */
  readonly directory: string;
  readonly signal: AbortSignal;
  /** Entries written so far, of so many. */
  readonly onProgress: (done: number, total: number) => void;
}

/**
 * Writes every ledger of a running hub, as far as it has come now, as the signed segments that it
 * would forward, each file synced; the index last. Answers `undefined` when it was stopped before
 * that. Throws `config/invalid` for a folder that cannot be used, and the faults of the hub.
 */
export async function writeExport(options: WriteExportOptions): Promise<ExportIndex | undefined> {
  const {client, directory, signal, onProgress} = options;
  prepare(directory);
  const {store, hubId, publicKey: hubPublicKey} = await client.identity();
  const ledgers = await client.ledgers();
  const total = ledgers.reduce((sum, {position, prunedPosition}) => {
    return sum + position - prunedPosition;
  }, 0);
  const begins = new Map<LedgerId, {readonly position: number; readonly head: string}>();
  const segments: SegmentFile[] = [];
  const sums = new SegmentSums();
  for (const {ledgerId, position: upTo} of ledgers.filter(isHere)) {
    for (let after = 0; after < upTo; ) {
      if (signal.aborted) return undefined;
      const bytes = await client.segment({ledgerId, after, upTo});
      const envelope = decodeSegmentEnvelope(nodeDigest, bytes);
      const {first, last, headBefore} = envelope;
      if (after === 0 && first > 1) {
        begins.set(ledgerId, {position: first - 1, head: toHex(headBefore)});
      }
      const file = `${ledgerId}-${first}-${last}.hfs`;
      write(join(directory, file), bytes);
      for (const entry of await unpackSegment(TOOLS, envelope)) sums.add(entry);
      const sha256 = toHex(nodeDigest.sha256(bytes));
      segments.push({file, ledgerId, first, last, sha256});
      after = last;
      onProgress(sums.sums.entries, total);
    }
  }
  const index: ExportIndex = {
    schema: 'holdfast.ledger-export/1',
    exportedAtMs: Date.now(),
    store,
    hubId,
    hubPublicKey,
    ledgers: ledgers.filter(isHere).map(({ledgerId, position, head}) => {
      const prunedTo = begins.get(ledgerId);
      return {ledgerId, position, head, ...(prunedTo ? {prunedTo} : {})};
    }),
    segments,
    sums: sums.sums,
  };
  write(join(directory, INDEX_FILE), `${JSON.stringify(index, undefined, 2)}\n`);
  return index;
}

/** Its file may have been deleted since the hub started. */
function isHere({position, prunedPosition}: LedgerSummary): boolean {
  return prunedPosition < position;
}

/** Two exports in one folder could be taken for one. */
function prepare(directory: string): void {
  try {
    mkdirSync(directory, {recursive: true});
    if (readdirSync(directory).length > 0) {
      throw new Fault('config/invalid', {key: '--to', reason: 'must be empty', value: directory});
    }
  } catch (error) {
    throw unusable(directory, error);
  }
}

function write(file: string, content: string | Uint8Array): void {
  try {
    writeFileDurably(file, content, 0o644);
  } catch (error) {
    throw unusable(file, error);
  }
}

function unusable(value: string, error: unknown): unknown {
  if (isFault(error) || !(error instanceof Error) || !('code' in error)) return error;
  const reason = `cannot be written: ${error.code}`;
  return new Fault('config/invalid', {key: '--to', reason, value}, {cause: error});
}
