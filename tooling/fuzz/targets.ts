import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {zstdCompressor} from '@holdfast/compressor-zstd';
import {readConfig} from '@holdfast/config-toml';
import {encodeTransaction, parseTransaction} from '@holdfast/domain';
import {gatewayConfigSchema} from '@holdfast/gateway';
import {hubConfigSchema} from '@holdfast/hub';
import {importTransactions, parseImportMap} from '@holdfast/importer';
import {nodeDigest} from '@holdfast/platform-node';
import {terminalConfigSchema} from '@holdfast/terminal';
import {
  decodeChangeOfHub,
  decodeEntryHeader,
  decodeHeldStatement,
  decodeLedgerLine,
  decodeSegmentEnvelope,
  encodeChangeOfHub,
  encodeEntryHeader,
  encodeHeldStatement,
  encodeLanMessage,
  encodeSegmentEnvelope,
  encodeTxt,
  noCompression,
  parseHubMessage,
  parseTerminalMessage,
  parseTlsKeyUri,
  parseTxt,
  unpackSegment,
} from '@holdfast/wire';
import {parse as parseToml, TomlError} from 'smol-toml';
import type * as z from 'zod';
import {DOCUMENT_TARGETS} from './document-targets.ts';
import {faulty, of, same, type Target, textOf, type Verdict} from './target.ts';
import {WORD_TARGETS} from './word-targets.ts';

export const TARGETS: readonly Target[] = [
  {name: 'frame-to-hub', run: bytes => again(parseTerminalMessage, textOf(bytes))},
  {name: 'frame-to-terminal', run: bytes => again(parseHubMessage, textOf(bytes))},
  {name: 'transaction', run: bytes => of(parseTransaction(bytes))},
  {
    name: 'entry-header',
    run: bytes => same(bytes, () => encodeEntryHeader(decodeEntryHeader(bytes))),
  },
  {
    name: 'held-statement',
    run: bytes => same(bytes, () => encodeHeldStatement(decodeHeldStatement(bytes))),
  },
  {
    name: 'change-of-hub',
    run: bytes => same(bytes, () => encodeChangeOfHub(decodeChangeOfHub(bytes))),
  },
  {name: 'ledger-line', run: bytes => faulty(() => decodeLedgerLine(bytes))},
  {
    name: 'segment',
    run: bytes =>
      same(bytes, () => encodeSegmentEnvelope(decodeSegmentEnvelope(nodeDigest, bytes))),
  },
  {name: 'segment-payload', corpus: 'segment', run: unpack},
  {name: 'segment-zstd', run: unpack},
  {name: 'txt-record', run: txtRecord},
  {name: 'tls-key-uri', run: bytes => of(parseTlsKeyUri(textOf(bytes)))},
  {name: 'config', run: bytes => configFile(hubConfigSchema, bytes)},
  {name: 'config-gateway', run: bytes => configFile(gatewayConfigSchema, bytes)},
  {name: 'config-terminal', run: bytes => configFile(terminalConfigSchema, bytes)},
  {name: 'import-map', run: bytes => importMap(textOf(bytes))},
  {name: 'import-file', run: bytes => faulty(() => importFile(textOf(bytes)))},
  ...DOCUMENT_TARGETS,
  ...WORD_TARGETS,
];

/** What is understood is understood again, and says the same, once it was encoded. */
function again(parse: typeof parseTerminalMessage | typeof parseHubMessage, text: string): Verdict {
  const first = parse(text);
  if (!first.ok) return 'refused';
  if (first.value.type === 'unknown') return 'value';
  const encoded = encodeLanMessage(first.value);
  const second = parse(encoded);
  if (!second.ok) throw new Error(`its own words are refused: ${second.issue.reason}`);
  if (JSON.stringify(second.value) !== JSON.stringify(first.value)) {
    throw new Error('its own words mean something else');
  }
  return 'value';
}

/** Before the packed payload: everything that an enrolled hub signs, and its signature. */
const ENVELOPE_BYTES = 219;
const COMPRESSORS = [noCompression, zstdCompressor()];

/**
 * The payload alone, in an envelope whose digest fits it: an enrolled hub may be hostile, and signs
 * what it likes.
 */
async function unpack(bytes: Buffer, whole: Buffer): Promise<Verdict> {
  const envelope = decodeSegmentEnvelope(nodeDigest, whole);
  const packed = new Uint8Array(bytes.subarray(ENVELOPE_BYTES));
  const isPlain = envelope.codec === noCompression.codec;
  const payloadBytes = isPlain ? packed.length : envelope.payloadBytes;
  const packedSha256 = nodeDigest.sha256(packed);
  return await faulty(() =>
    unpackSegment(
      {digest: nodeDigest, compressors: COMPRESSORS},
      {...envelope, packed, payloadBytes, packedSha256},
    ),
  );
}

function txtRecord(bytes: Buffer): Verdict {
  const strings = textOf(bytes).split('\n');
  const read = parseTxt(strings);
  if (!read.ok) return 'refused';
  const twice = parseTxt(encodeTxt(read.value));
  if (!twice.ok || JSON.stringify(twice.value) !== JSON.stringify(read.value)) {
    throw new Error('announced again it says something else');
  }
  return 'value';
}

async function configFile(schema: z.ZodObject, bytes: Buffer): Promise<Verdict> {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-'));
  try {
    const file = join(folder, 'program.toml');
    writeFileSync(file, bytes);
    return await faulty(() => readConfig(schema, {files: [file]}));
  } finally {
    rmSync(folder, {recursive: true});
  }
}

function importMap(text: string): Verdict {
  try {
    return of(parseImportMap(parseToml(text)));
  } catch (error) {
    if (error instanceof TomlError) return 'refused';
    throw error;
  }
}

const MAP = parseImportMap({
  name: 'Farm shop',
  currencyCode: 'EUR',
  timezone: 'Europe/Berlin',
  decimalSeparator: ',',
  invoice: 'Bon',
  when: {kind: 'column', columns: 'Zeit', format: 'YYYY-MM-DD HH:mm'},
  items: {layout: 'row', item: 'Artikel', description: 'Name', quantity: 'Menge'},
  price: {kind: 'unit', column: 'Preis'},
});

function importFile(text: string): void {
  if (!MAP.ok) throw new Error(`the fuzzer’s own map: ${MAP.issue.field} ${MAP.issue.reason}`);
  const {transactions} = importTransactions({text, map: MAP.value});
  for (const {transaction} of transactions) {
    const proved = parseTransaction(encodeTransaction(transaction));
    if (!proved.ok) throw new Error(`imported what no till takes: ${proved.issue.reason}`);
  }
}
