import type {Schema} from '@holdfast/strict-libsql';

/** A terminal's journal file. Everything is a BLOB that its own hash or parser checks. */
export const JOURNAL_SCHEMA: Schema = {
  applicationId: 0x48_46_4a_31, // "HFJ1"
  programVersion: '0.1.0',
  migrations: [
    {
      version: 1,
      sql: `
        CREATE TABLE entry (
          sequence INTEGER PRIMARY KEY,
          header BLOB NOT NULL,
          body BLOB NOT NULL,
          personal BLOB,
          signature BLOB NOT NULL,
          submission BLOB,
          journaled_ms INTEGER NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX entry_submission ON entry (submission) WHERE submission IS NOT NULL;
        -- identity, pairing, custody, and in a successor succeeds: one record each.
        CREATE TABLE kept (name TEXT PRIMARY KEY, record BLOB NOT NULL) STRICT, WITHOUT ROWID;`,
    },
    {
      version: 2,
      sql: `
        -- 1: header, body, personal data and submission lie sealed. Which keys that takes, an
        -- opening asks before all else.
        ALTER TABLE entry ADD COLUMN sealed INTEGER NOT NULL DEFAULT 0;
        CREATE TABLE data_key (mark BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;`,
    },
  ],
};
