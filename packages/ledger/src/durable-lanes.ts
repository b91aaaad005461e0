import type {JournalId} from '@holdfast/wire';
import type {UnplacedEntry} from './group.ts';
import type {RecordedTail} from './lane-table.ts';
import type {StoredGroup} from './ports.ts';

interface SnapshotLimits {
  readonly snapshotGroupsMax: number;
  readonly snapshotBytesMax: number;
}

/**
 * The lanes as the last durable group left them, and which of them the next group writes: those it
 * touches, or from time to time all, so that a start reads a bounded stretch at the end.
 */
export class DurableLanes {
  readonly #limits: SnapshotLimits;
  readonly #lanes: Map<JournalId, RecordedTail>;
  #groupsSince = 0;
  #bytesSince = 0;

  constructor(lanes: readonly RecordedTail[], limits: SnapshotLimits) {
    this.#lanes = new Map(lanes.map(lane => [lane.journalId, lane]));
    this.#limits = limits;
  }

  /** The lane table for a group of these entries. Nothing is changed before {@link written}. */
  tableFor(entries: readonly UnplacedEntry[]): {
    readonly laneTable: StoredGroup['laneTable'];
    readonly lanes: readonly RecordedTail[];
  } {
    const touched = touchedBy(entries);
    const due =
      this.#groupsSince + 1 >= this.#limits.snapshotGroupsMax ||
      this.#bytesSince >= this.#limits.snapshotBytesMax;
    return due
      ? {laneTable: 'all', lanes: [...new Map([...this.#lanes, ...touched]).values()]}
      : {laneTable: 'touched', lanes: [...touched.values()]};
  }

  written(group: StoredGroup, lanes: readonly RecordedTail[]): void {
    for (const lane of lanes) this.#lanes.set(lane.journalId, lane);
    const all = group.laneTable === 'all';
    this.#groupsSince = all ? 0 : this.#groupsSince + 1;
    this.#bytesSince = all ? 0 : this.#bytesSince + group.entries.length;
  }
}

/** Where these entries leave their lanes. */
export function touchedBy(entries: readonly UnplacedEntry[]): Map<JournalId, RecordedTail> {
  return new Map(
    entries.map(({entry: {header, entryHash}}) => {
      const {retailStoreId, workstationId, journalId, sequenceNumber} = header;
      return [
        journalId,
        {retailStoreId, workstationId, journalId, sequenceNumber, entryHash},
      ] as const;
    }),
  );
}
