import type {Schema} from '@holdfast/strict-libsql';

/**
 * A ledger's file. One row a commit group; the blob comes last, so that a row's other columns are
 * read without it. Names and ids are BLOBs: a damaged TEXT cell would abort the process when it is
 * read.
 */
export const LEDGER_SCHEMA: Schema = {
  applicationId: 0x48_46_4c_31, // HFL1
  programVersion: '0.1.0',
  migrations: [
    {
      version: 1,
      sql: `
        CREATE TABLE ledger (
          only INTEGER PRIMARY KEY CHECK (only = 1),
          ledger_id BLOB NOT NULL
        ) STRICT;
        CREATE TABLE commit_group (
          first INTEGER PRIMARY KEY,
          last INTEGER NOT NULL,
          all_lanes INTEGER NOT NULL,
          codec INTEGER NOT NULL,
          head_before BLOB NOT NULL,
          head BLOB NOT NULL,
          digest BLOB NOT NULL,
          lanes BLOB NOT NULL,
          entries BLOB NOT NULL
        ) STRICT;
        CREATE TABLE watermark (
          sink BLOB PRIMARY KEY,
          position INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE held_statement (
          journal_id BLOB PRIMARY KEY,
          statement BLOB NOT NULL
        ) STRICT, WITHOUT ROWID;`,
    },
    {
      version: 2,
      sql: `
        -- The hub's own entries among what retention deleted, here or of a ledger before.
        CREATE TABLE kept_entry (
          ledger_id BLOB NOT NULL,
          position INTEGER NOT NULL,
          entry BLOB NOT NULL,
          PRIMARY KEY (ledger_id, position)
        ) STRICT;`,
    },
    {
      version: 3,
      sql: `
        -- Codec 2 of a row: codec 1, sealed. Which keys that takes, a start asks before all else.
        ALTER TABLE kept_entry ADD COLUMN codec INTEGER NOT NULL DEFAULT 1;
        CREATE TABLE data_key (
          mark BLOB PRIMARY KEY,
          first INTEGER,
          kept INTEGER NOT NULL
        ) STRICT;`,
    },
  ],
};
