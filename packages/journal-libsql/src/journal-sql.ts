import {ENTRY_COLUMNS, ROW_BYTES} from './entry-row.ts';
import {SEALED_BYTES} from './journal-seal.ts';

export const INSERT = `
  INSERT INTO entry (sequence, header, body, personal, signature, submission, journaled_ms, sealed)
  VALUES (:sequence, :header, :body, :personal, :signature, :submission, :journaledMs, :sealed)`;
export const SIZES_AFTER = `
  SELECT sequence, length(body) - iif(sealed = 1, ${SEALED_BYTES}, 0) AS bytes FROM entry
  WHERE sequence > :after ORDER BY sequence LIMIT :entriesMax`;
export const READ = `
  SELECT ${ENTRY_COLUMNS} FROM entry
  WHERE sequence > :after AND sequence <= :last ORDER BY sequence`;
export const FIND = `SELECT ${ENTRY_COLUMNS} FROM entry WHERE submission = ?`;
export const ENDS = `
  SELECT COALESCE(MIN(sequence), 0) AS first, COALESCE(MAX(sequence), 0) AS last FROM entry`;
export const SIZE = `
  SELECT COALESCE(SUM(length(header) + length(body) + COALESCE(length(personal), 0)
    + length(signature) + COALESCE(length(submission), 0) + ${ROW_BYTES}), 0) AS bytes FROM entry`;
export const FIRST_TO_STAY = `
  SELECT MIN(sequence) AS sequence FROM entry
  WHERE sequence > :covered OR journaled_ms >= :journaledBeforeMs
     OR sequence = (SELECT MAX(sequence) FROM entry)`;
export const DELETE_BEFORE = 'DELETE FROM entry WHERE sequence < ?';
export const KEPT = 'SELECT record FROM kept WHERE name = ?';
export const KEEP = `
  INSERT INTO kept (name, record) VALUES (:name, :record)
  ON CONFLICT (name) DO UPDATE SET record = excluded.record`;
