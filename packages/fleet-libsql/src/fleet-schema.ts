import type {Schema} from '@holdfast/strict-libsql';

/**
 * Head office's file. Ids of journals, ledgers and hubs are their bytes; other text is read through
 * a CAST, since a damaged TEXT cell would abort the process. Entries are not copied out of their
 * segments: a row says in which segment, and at which position of its ledger, the bytes stand.
 */
export const FLEET_SCHEMA: Schema = {
  applicationId: 0x48_46_47_31, // HFG1
  programVersion: '0.1.0',
  migrations: [
    {
      version: 1,
      sql: `
CREATE TABLE incarnation (
  number INTEGER PRIMARY KEY,
  incarnation BLOB NOT NULL
) STRICT;

CREATE TABLE mark (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  generation INTEGER NOT NULL,
  last_segment_id INTEGER NOT NULL,
  last_cursor INTEGER NOT NULL
) STRICT;
INSERT INTO mark VALUES (1, 0, 0, 0);

CREATE TABLE hub (
  hub_id BLOB PRIMARY KEY,
  retail_store_id TEXT NOT NULL,
  algorithm TEXT NOT NULL,
  public_key BLOB NOT NULL,
  name TEXT NOT NULL,
  enrolled_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE enrolment (
  enrolment_id BLOB PRIMARY KEY,
  retail_store_id TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL,
  expires_at_ms INTEGER NOT NULL,
  used_by BLOB REFERENCES hub
) STRICT, WITHOUT ROWID;

CREATE TABLE ledger (
  ledger INTEGER PRIMARY KEY,
  ledger_id BLOB NOT NULL UNIQUE,
  hub_id BLOB NOT NULL REFERENCES hub,
  retail_store_id TEXT NOT NULL,
  held_position INTEGER NOT NULL,
  held_head BLOB NOT NULL,
  hub_journal_id BLOB,
  segments_ahead INTEGER NOT NULL,
  bytes_ahead INTEGER NOT NULL,
  segments_evidence INTEGER NOT NULL,
  last_received_at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX ledger_ahead ON ledger (ledger) WHERE segments_ahead > 0;

CREATE TABLE segment (
  segment_id INTEGER PRIMARY KEY,
  ledger INTEGER NOT NULL REFERENCES ledger,
  state INTEGER NOT NULL,
  first INTEGER NOT NULL,
  last INTEGER NOT NULL,
  joined_from INTEGER NOT NULL,
  head_before BLOB NOT NULL,
  head_after BLOB NOT NULL,
  received_at_ms INTEGER NOT NULL,
  byte_count INTEGER NOT NULL,
  bytes BLOB NOT NULL
) STRICT;
CREATE INDEX segment_joined ON segment (ledger, last) WHERE state = 0;
CREATE INDEX segment_lying ON segment (ledger, state, first) WHERE state > 0;

CREATE TABLE lane_ahead (
  journal_id BLOB NOT NULL,
  segment_id INTEGER NOT NULL REFERENCES segment,
  first_sequence INTEGER NOT NULL,
  last_sequence INTEGER NOT NULL,
  PRIMARY KEY (journal_id, segment_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX lane_ahead_segment ON lane_ahead (segment_id);

CREATE TABLE journal (
  journal INTEGER PRIMARY KEY,
  journal_id BLOB NOT NULL UNIQUE,
  role TEXT NOT NULL,
  retail_store_id TEXT NOT NULL,
  workstation_id TEXT NOT NULL,
  algorithm TEXT,
  public_key BLOB,
  name TEXT NOT NULL,
  held_sequence INTEGER NOT NULL,
  held_hash BLOB NOT NULL,
  held_at_ms INTEGER NOT NULL,
  first_waiting INTEGER
) STRICT;
CREATE INDEX journal_of_store ON journal (retail_store_id, held_at_ms);
CREATE INDEX journal_of_workstation ON journal (retail_store_id, workstation_id);
CREATE INDEX journal_waiting ON journal (journal) WHERE first_waiting IS NOT NULL;

CREATE TABLE closing (
  journal INTEGER NOT NULL REFERENCES journal,
  ledger INTEGER NOT NULL REFERENCES ledger,
  position INTEGER NOT NULL,
  reason TEXT NOT NULL,
  last_known_sequence INTEGER NOT NULL,
  PRIMARY KEY (journal, ledger)
) STRICT, WITHOUT ROWID;

CREATE TABLE waiting (
  journal INTEGER NOT NULL REFERENCES journal,
  sequence_number INTEGER NOT NULL,
  entry_hash BLOB NOT NULL,
  prev_hash BLOB NOT NULL,
  signature BLOB,
  segment_id INTEGER NOT NULL REFERENCES segment,
  position INTEGER NOT NULL,
  PRIMARY KEY (journal, sequence_number, entry_hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE held (
  journal INTEGER NOT NULL REFERENCES journal,
  sequence_number INTEGER NOT NULL,
  entry_hash BLOB NOT NULL,
  segment_id INTEGER NOT NULL REFERENCES segment,
  position INTEGER NOT NULL,
  retail_store_id TEXT NOT NULL,
  workstation_id TEXT NOT NULL,
  kind_code INTEGER NOT NULL,
  recorded_at_ms INTEGER NOT NULL,
  clock_offset_ms INTEGER NOT NULL,
  held_at_ms INTEGER NOT NULL,
  disposition_code INTEGER NOT NULL,
  disposition_detail TEXT NOT NULL,
  standing INTEGER NOT NULL,
  cursor INTEGER,
  business_day_date TEXT,
  transaction_type TEXT,
  training_mode INTEGER,
  currency_code TEXT,
  sales_amount_minor INTEGER,
  tax_amount_minor INTEGER,
  PRIMARY KEY (journal, sequence_number)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX held_cursor ON held (cursor) WHERE cursor IS NOT NULL;
CREATE INDEX held_day ON held (retail_store_id, business_day_date, cursor)
  WHERE business_day_date IS NOT NULL;
CREATE INDEX held_workstation ON held (retail_store_id, workstation_id, cursor)
  WHERE cursor IS NOT NULL;
CREATE INDEX held_quarantined ON held (cursor) WHERE standing = 1;

CREATE TABLE decision (
  cursor INTEGER PRIMARY KEY,
  segment_id INTEGER NOT NULL REFERENCES segment,
  position INTEGER NOT NULL,
  retail_store_id TEXT NOT NULL,
  journal_id BLOB NOT NULL,
  sequence_number INTEGER NOT NULL,
  entry_hash BLOB NOT NULL,
  decision TEXT NOT NULL,
  reason TEXT NOT NULL,
  decided_by TEXT NOT NULL,
  decided_at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX decision_on ON decision (journal_id, sequence_number, cursor);

CREATE TABLE alarm (
  alarm INTEGER PRIMARY KEY,
  alarm_id TEXT NOT NULL UNIQUE,
  code TEXT NOT NULL,
  source TEXT NOT NULL,
  retail_store_id TEXT NOT NULL,
  hub_id BLOB NOT NULL,
  ledger_id BLOB NOT NULL,
  journal_id BLOB,
  sequence_number INTEGER,
  segment_id INTEGER NOT NULL,
  position INTEGER NOT NULL,
  detail TEXT NOT NULL,
  raised_at_ms INTEGER NOT NULL,
  count INTEGER NOT NULL
) STRICT;`,
    },
    {
      version: 2,
      sql: `
-- Whether bytes lie sealed; and the keys that this takes, which an opening asks before all else.
ALTER TABLE segment ADD COLUMN sealed INTEGER NOT NULL DEFAULT 0;
CREATE TABLE data_key (mark BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;`,
    },
    {
      version: 3,
      sql: `
-- Zeros behind a segment's bytes: one that became shorter lies in the place of the longer one.
ALTER TABLE segment ADD COLUMN padding INTEGER NOT NULL DEFAULT 0;
CREATE TABLE erasure (
  erasure INTEGER PRIMARY KEY,
  retail_store_id TEXT NOT NULL,
  journal_id BLOB NOT NULL,
  sequence_number INTEGER NOT NULL,
  personal_sha256 BLOB NOT NULL,
  done INTEGER NOT NULL,
  UNIQUE (journal_id, sequence_number)
) STRICT;
CREATE INDEX erasure_pending ON erasure (erasure) WHERE done = 0;`,
    },
  ],
};
