import {equalBytes} from '@holdfast/std';
import {type Database, readBytes} from '@holdfast/strict-libsql';
import type {ErasedPlace} from '@holdfast/terminal-sdk';
import {decodeEntryHeader} from '@holdfast/wire';

const HEADER = `
  SELECT ifnull(CAST(header AS BLOB), x'') AS header FROM entry
  WHERE sequence = ? AND personal <> zeroblob(length(personal))`;
/** As long as before: written over in place, it leaves no older copy. */
const ERASE = 'UPDATE entry SET personal = zeroblob(length(personal)) WHERE sequence = ?';

/** Puts zeros in the place of personal data that commits to what is named; answers how often. */
export function erasePersonal(database: Database, places: readonly ErasedPlace[]): number {
  const named = places.filter(({sequenceNumber, personalSha256}) => {
    const row = database.get(HEADER, [sequenceNumber]);
    const header = row && decodeEntryHeader(readBytes(row, 'header'));
    return header?.personalSha256 && equalBytes(header.personalSha256, personalSha256);
  });
  if (named.length === 0) return 0;
  database.erase(() => {
    for (const {sequenceNumber} of named) database.run(ERASE, [sequenceNumber]);
  });
  return named.length;
}
