import type {DataKeys} from '@holdfast/data-keys';
import {type OpenedRow, RowSeal} from '@holdfast/data-keys/row-seal';
import type {KeptEntry, StoredGroup} from '@holdfast/ledger';
import {ByteReader, type Bytes, ByteWriter, Fault, utf8Encode} from '@holdfast/std';
import {type Row, readInteger, type SqlParameter} from '@holdfast/strict-libsql';
import type {LedgerId} from '@holdfast/wire';
import {idBytes, LEDGER_ID_BYTES, ledgerIdFromBytes} from '@holdfast/wire/id-bytes';
import {groupOfRow, groupToRow, keptOfRow, keptToRow} from './ledger-rows.ts';

type Parameters = Readonly<Record<string, SqlParameter>>;

/** Of a row: its entries are written in codec 1, and sealed. */
const SEALED = 2;
const PLAIN = 1;

/**
 * Turns a ledger's groups and kept entries into rows and back: sealed under the newest data key
 * where it has keys, and each bound to its place. Rows that were written unsealed are read as they
 * are.
 *
 * Place: `G` · ledgerId 30 · first u64 · last u64 for a group, `K` · ledgerId 30 · position u64 for
 * a kept entry.
 */
export class LedgerSeal {
  #rows: RowSeal | undefined;

  constructor(keys: DataKeys | undefined) {
    this.#rows = keys && new RowSeal(keys);
  }

  /** What is sealed from now on is sealed under the newest of these. */
  use(keys: DataKeys): void {
    this.#rows = new RowSeal(keys);
  }

  /** Under which rows are sealed now; `undefined` where they are not. */
  get keyId(): string | undefined {
    return this.#rows?.keyId;
  }

  has(keyId: string): boolean {
    return this.#rows?.has(keyId) ?? false;
  }

  groupToRow(ledgerId: LedgerId, group: StoredGroup): Parameters {
    const row = groupToRow(group);
    if (!this.#rows) return row;
    const entries = this.#rows.seal({place: placeOfGroup(ledgerId, group), plain: group.entries});
    return {...row, codec: SEALED, entries};
  }

  /** Throws `database/corrupt` with the positions that do not open as what was sealed here. */
  groupOfRow(ledgerId: LedgerId, row: Row): StoredGroup {
    const group = groupOfRow(row);
    if (group.codec !== SEALED) return group;
    const {first, last} = group;
    if (first < 1 || last < first) return group; // its digest names what is wrong with it
    const opened = this.#open(placeOfGroup(ledgerId, group), group.entries);
    if (opened.kind === 'opened') return {...group, codec: PLAIN, entries: opened.plain};
    throw new Fault('database/corrupt', {ledgerId, first, last, reason: reasonOf(opened)});
  }

  keptToRow(kept: KeptEntry): Parameters {
    const row = {...keptToRow(kept), codec: PLAIN};
    if (!this.#rows) return row;
    const entry = this.#rows.seal({place: placeOfKept(kept), plain: kept.bytes});
    return {...row, codec: SEALED, entry};
  }

  /** Empty for a row that is damaged, or is not what was sealed there. */
  keptOfRow(row: Row): readonly KeptEntry[] {
    if (readInteger(row, 'codec') !== SEALED) return keptOfRow(row);
    return keptOfRow(row).flatMap(kept => {
      const opened = this.#open(placeOfKept(kept), kept.bytes);
      return opened.kind === 'opened' ? [{...kept, bytes: opened.plain}] : [];
    });
  }

  /** Which keys a ledger takes is asked at its start: one that is missing here is no key's name. */
  #open(place: Bytes, sealed: Bytes): OpenedRow {
    return this.#rows?.open({place, sealed}) ?? {kind: 'changed'};
  }
}

function placeOfGroup(
  ledgerId: LedgerId,
  {first, last}: Pick<StoredGroup, 'first' | 'last'>,
): Bytes {
  return new ByteWriter(48)
    .raw(utf8Encode('G'))
    .raw(idBytes(ledgerId))
    .u64(first)
    .u64(last)
    .finish();
}

function placeOfKept({ledgerId, position}: Omit<KeptEntry, 'bytes'>): Bytes {
  return new ByteWriter(40).raw(utf8Encode('K')).raw(idBytes(ledgerId)).u64(position).finish();
}

function reasonOf(opened: Exclude<OpenedRow, {kind: 'opened'}>): string {
  switch (opened.kind) {
    case 'moved':
      return `was moved here: it was sealed for ${placeText(opened.from)}`;
    case 'keyMissing':
      return `names a data key that never sealed here: ${opened.keyId}`;
    case 'changed':
      return 'was changed since it was sealed';
  }
}

function placeText(place: Bytes): string {
  const reader = new ByteReader(place, 'place');
  const kind = reader.u8();
  const ledgerId = ledgerIdFromBytes(reader.raw(LEDGER_ID_BYTES));
  const position = reader.u64();
  return `${kind === 0x47 ? '' : 'an entry kept from '}position ${position} of ${ledgerId}`;
}
