import type {Schema} from '@holdfast/strict-libsql';

/**
 * The index of a folder of ledgers. Made of what the ledgers hold, and made again from them
 * whenever it is missing. `place` is the ledger's number here and the position in it: rows are
 * added at the end.
 */
export const INDEX_SCHEMA: Schema = {
  applicationId: 0x48_46_49_31, // HFI1
  programVersion: '0.2.0',
  migrations: [
    {
      version: 1,
      sql: `
        CREATE TABLE ledger (
          ledger INTEGER PRIMARY KEY,
          ledger_id BLOB NOT NULL UNIQUE,
          indexed INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE journal (
          journal INTEGER PRIMARY KEY,
          journal_id BLOB NOT NULL UNIQUE,
          retail_store_id BLOB NOT NULL,
          workstation_id BLOB NOT NULL
        ) STRICT;
        CREATE INDEX journal_of_workstation ON journal (workstation_id);
        CREATE TABLE entry (
          place INTEGER PRIMARY KEY,
          journal INTEGER NOT NULL,
          sequence INTEGER NOT NULL,
          entry_hash BLOB NOT NULL,
          kind INTEGER NOT NULL,
          quarantined INTEGER NOT NULL,
          business_day INTEGER,
          amount_minor INTEGER,
          currency BLOB,
          sales_minor INTEGER
        ) STRICT;
        CREATE UNIQUE INDEX entry_of_journal ON entry (journal, sequence);
        CREATE INDEX entry_of_amount ON entry (amount_minor) WHERE amount_minor IS NOT NULL;
        CREATE INDEX entry_of_day ON entry (business_day) WHERE business_day IS NOT NULL;
        CREATE INDEX sale_of_day ON entry (business_day, journal, currency, sales_minor)
          WHERE quarantined = 0 AND sales_minor IS NOT NULL;`,
    },
    {
      // Made anew from the ledgers: what is known of no entry is indexed from the first position.
      version: 2,
      sql: `
        DELETE FROM entry;
        DELETE FROM ledger;
        ALTER TABLE entry ADD COLUMN hour INTEGER;
        ALTER TABLE entry ADD COLUMN marks BLOB;
        CREATE INDEX entry_set_aside ON entry (place) WHERE quarantined = 1;`,
    },
  ],
};
