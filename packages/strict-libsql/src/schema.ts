import {assert} from '@holdfast/std';

/** What a program knows of one kind of database file. */
export interface Schema {
  /**
   * Marks the kind of file (SQLite's application_id,
   * https://sqlite.org/pragma.html#pragma_application_id): 1…2^31−1.
   */
  readonly applicationId: number;
  /** The version of the program, kept in the file so that an older program can name it. */
  readonly programVersion: string;
  /** From version 1 on, gapless. Never edited once released: a new version is a new entry. */
  readonly migrations: readonly Migration[];
}

export interface Migration {
  readonly version: number;
  /**
   * Statements that turn version − 1 into this one. No BEGIN, COMMIT or PRAGMA: all of it is one
   * transaction.
   */
  readonly sql: string;
  /**
   * The oldest schema version whose program may still read and write what this step made. By
   * default this one.
   */
  readonly minimumReader?: number;
}

/** The newest version the program knows, after checking that the ladder has no missing rung. */
export function newestVersion(schema: Schema): number {
  assert(
    Number.isInteger(schema.applicationId) &&
      schema.applicationId > 0 &&
      schema.applicationId < 2 ** 31,
    'an application id is a positive 32-bit integer',
  );
  assert(schema.migrations.length > 0, 'a schema has a first version');
  for (const [at, {version, minimumReader = version}] of schema.migrations.entries()) {
    assert(version === at + 1, 'schema versions count from 1 without a gap');
    assert(minimumReader >= 1 && minimumReader <= version, 'the oldest reader is no newer');
  }
  return schema.migrations.length;
}

/**
 * The script that takes a file from `fromVersion` (0: blank) to the newest version. To be run
 * inside one transaction. Values are BLOBs: libsql aborts the process on damaged TEXT, and these
 * are read before anything is verified.
 */
export function migrationSql(schema: Schema, fromVersion: number): string {
  const newest = newestVersion(schema);
  const minimumReader = Math.max(
    ...schema.migrations.map(migration => migration.minimumReader ?? migration.version),
  );
  return [
    `PRAGMA application_id = ${schema.applicationId}`,
    'CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID',
    ...schema.migrations.slice(fromVersion).map(({sql}) => sql),
    `INSERT OR REPLACE INTO meta VALUES
      ('minimum_reader', ${blobLiteral(`${minimumReader}`)}),
      ('written_by', ${blobLiteral(schema.programVersion)})`,
    `PRAGMA user_version = ${newest}`,
  ].join('\n;\n'); // on its own line: a script may end in a comment
}

function blobLiteral(text: string): string {
  return `x'${Buffer.from(text).toString('hex')}'`;
}
