import {join} from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import {zstdCompressor} from '@holdfast/compressor-zstd';
import {loadDataKeys} from '@holdfast/data-keys';
import {placeIn, RowSeal} from '@holdfast/data-keys/row-seal';
import {nodeDigest} from '@holdfast/platform-node';
import {utf8Encode} from '@holdfast/std';
import {
  decodeSegmentEnvelope,
  encodeSegmentEnvelope,
  encodeSegmentPayload,
  noCompression,
  unpackSegment,
} from '@holdfast/wire';

/** What a dishonest or broken head office could have on its disk. The prover must find each. */
export const SABOTAGES = ['drop', 'double', 'alter', 'reorder'] as const;
export type Sabotage = (typeof SABOTAGES)[number];

/** Tampers with the gateway's file after everything has stopped; says what it did, to which row. */
export async function sabotage(gatewayDirectory: string, how: Sabotage): Promise<string> {
  const database = new DatabaseSync(join(gatewayDirectory, 'fleet.db'));
  try {
    database.exec('PRAGMA foreign_keys = OFF');
    return await ACTS[how](database, gatewayDirectory);
  } finally {
    database.close();
  }
}

type Act = (database: DatabaseSync, gatewayDirectory: string) => string | Promise<string>;

const ACTS: Readonly<Record<Sabotage, Act>> = {
  drop,
  double,
  alter,
  reorder,
};

interface Victim {
  readonly journal: number;
  readonly sequence: number;
  readonly cursor: number;
  readonly segment: number;
  readonly position: number;
}

/** A transaction from the middle of what is held, with a later one of the same journal. */
function pickVictims(database: DatabaseSync): [Victim, Victim] {
  const rows = database
    .prepare(
      `SELECT journal, sequence_number AS sequence, cursor, position, segment_id AS segment FROM held
        WHERE cursor IS NOT NULL AND journal = (
          SELECT journal FROM held WHERE cursor IS NOT NULL GROUP BY journal ORDER BY count(*) DESC LIMIT 1)
        ORDER BY sequence_number`,
    )
    .all() as unknown as Victim[];
  const [first, second] = rows.slice(Math.floor(rows.length / 2));
  if (!first || !second) throw new Error('there is too little at head office to tamper with');
  return [first, second];
}

function drop(database: DatabaseSync): string {
  const [{journal, sequence}] = pickVictims(database);
  database
    .prepare('DELETE FROM held WHERE journal = ? AND sequence_number = ?')
    .run(journal, sequence);
  return `entry ${sequence} of one journal was deleted`;
}

function double(database: DatabaseSync): string {
  const [{journal, sequence}] = pickVictims(database);
  const columns = database
    .prepare("SELECT name FROM pragma_table_info('held')")
    .all()
    .map(({name}) => String(name));
  const values = columns.map(name => {
    if (name === 'sequence_number')
      return '(SELECT max(sequence_number) + 1 FROM held WHERE journal = :journal)';
    return name === 'cursor' ? '(SELECT max(cursor) + 1 FROM held)' : name;
  });
  database
    .prepare(
      `INSERT INTO held (${columns.join(', ')}) SELECT ${values.join(', ')} FROM held
        WHERE journal = :journal AND sequence_number = :sequence`,
    )
    .run({journal, sequence});
  return `entry ${sequence} of one journal was entered a second time`;
}

function reorder(database: DatabaseSync): string {
  const [first, second] = pickVictims(database);
  const move = database.prepare(
    'UPDATE held SET cursor = ? WHERE journal = ? AND sequence_number = ?',
  );
  move.run(-1, first.journal, first.sequence);
  move.run(first.cursor, second.journal, second.sequence);
  move.run(second.cursor, first.journal, first.sequence);
  return `entries ${first.sequence} and ${second.sequence} of one journal changed places`;
}

const AMOUNT = utf8Encode('"transactionGrandAmountMinor":');

/** By somebody who has the keys as well: the seal is as whole afterwards as it was. */
async function alter(database: DatabaseSync, gatewayDirectory: string): Promise<string> {
  const [{segment, sequence, position}] = pickVictims(database);
  const row = database.prepare('SELECT bytes FROM segment WHERE segment_id = ?').get(segment);
  const sealed = row?.['bytes'];
  if (!(sealed instanceof Uint8Array)) throw new Error('the segment has no bytes');
  const file = join(gatewayDirectory, 'keys', 'data-keys.json');
  const seal = new RowSeal(loadDataKeys({file, credential: undefined}) ?? []);
  const place = placeIn(sealed);
  const opened = seal.open({place, sealed});
  if (opened.kind !== 'opened') throw new Error('the segment does not open');
  const bytes = opened.plain;
  const envelope = decodeSegmentEnvelope(nodeDigest, bytes);
  const compressor = [noCompression, zstdCompressor()].find(({codec}) => codec === envelope.codec);
  if (!compressor) throw new Error('the segment is packed in an unknown way');
  const entries = await unpackSegment({digest: nodeDigest, compressors: [compressor]}, envelope);
  const {body} = entries[position - envelope.first]?.entry ?? {};
  if (!body) throw new Error('the entry has no body');
  const at = Buffer.from(body.buffer, body.byteOffset).indexOf(AMOUNT) + AMOUNT.length;
  const digit = body[at] ?? 0;
  body[at] = digit === 0x39 ? 0x38 : digit + 1; // one digit of one amount
  const payload = await encodeSegmentPayload(entries, {version: envelope.version});
  const packed = await compressor.compress(payload);
  const [payloadBytes, packedSha256] = [payload.length, nodeDigest.sha256(packed)];
  const changed = encodeSegmentEnvelope({...envelope, payloadBytes, packed, packedSha256});
  const resealed = seal.seal({place, plain: changed});
  database.prepare('UPDATE segment SET bytes = ? WHERE segment_id = ?').run(resealed, segment);
  return `an amount was changed in entry ${sequence} of one journal`;
}
