import {createHash} from 'node:crypto';
import {join} from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import {zstdCompressSync, zstdDecompressSync} from 'node:zlib';

/** What a dishonest or broken head office could have on its disk. The prover must find each. */
export const SABOTAGES = ['drop', 'double', 'alter', 'reorder'] as const;
export type Sabotage = (typeof SABOTAGES)[number];

/** Tampers with the gateway's file after everything has stopped; says what it did, to which row. */
export function sabotage(gatewayDirectory: string, how: Sabotage): string {
  const database = new DatabaseSync(join(gatewayDirectory, 'fleet.db'));
  try {
    database.exec('PRAGMA foreign_keys = OFF');
    return ACTS[how](database);
  } finally {
    database.close();
  }
}

const ACTS: Readonly<Record<Sabotage, (database: DatabaseSync) => string>> = {
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
}

/** A transaction from the middle of what is held, with a later one of the same journal. */
function pickVictims(database: DatabaseSync): [Victim, Victim] {
  const rows = database
    .prepare(
      `SELECT journal, sequence_number AS sequence, cursor, segment_id AS segment FROM held
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

// Where the packed payload's facts stand in a segment: docs/protocol.md, "Segment".
const AT = {
  codec: 114,
  payloadBytes: 115,
  packedSha256: 119,
  packedBytes: 151,
  packed: 219,
} as const;

function alter(database: DatabaseSync): string {
  const [{segment, sequence}] = pickVictims(database);
  const row = database.prepare('SELECT bytes FROM segment WHERE segment_id = ?').get(segment);
  const bytes = row?.['bytes'];
  if (!(bytes instanceof Uint8Array)) throw new Error('the segment has no bytes');
  const whole = Buffer.from(bytes);
  const zstd = whole[AT.codec] === 1;
  const packed = whole.subarray(AT.packed);
  const payload = zstd ? zstdDecompressSync(packed) : Buffer.from(packed);
  const at =
    payload.indexOf('"transactionGrandAmountMinor":') + '"transactionGrandAmountMinor":'.length;
  const digit = payload[at] ?? 0;
  payload[at] = digit === 0x39 ? 0x38 : digit + 1; // one digit of one amount
  const repacked = zstd ? zstdCompressSync(payload) : payload;
  const head = Buffer.from(whole.subarray(0, AT.packed));
  createHash('sha256').update(repacked).digest().copy(head, AT.packedSha256);
  head.writeUInt32BE(repacked.length, AT.packedBytes);
  database
    .prepare('UPDATE segment SET bytes = ? WHERE segment_id = ?')
    .run(Buffer.concat([head, repacked]), segment);
  return `an amount was changed in the segment that holds entry ${sequence}`;
}
