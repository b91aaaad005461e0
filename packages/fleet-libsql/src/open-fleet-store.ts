import type {DataKeys} from '@holdfast/data-keys';
import type {Clock, Random} from '@holdfast/std';
import {type Database, readBytes, readInteger} from '@holdfast/strict-libsql';
import {
  drawGatewayIncarnation,
  type GatewayIncarnation,
  gatewayIncarnationFromBytes,
  idBytes,
} from '@holdfast/wire';
import {FleetFile} from './fleet-file.ts';
import {LibsqlFleetStore} from './libsql-fleet-store.ts';
import {PlaceMark} from './place-mark.ts';

const INCARNATION = `
  SELECT incarnation, generation FROM incarnation, mark ORDER BY number DESC LIMIT 1`;
const ADD_INCARNATION = 'INSERT INTO incarnation (incarnation) VALUES (:incarnation)';

export interface OpenedFleetStore {
  readonly store: LibsqlFleetStore;
  /**
   * made: there was none. opened: the one that was closed here, or was cut off. restored: a copy,
   * or an earlier state put back; it has taken a new incarnation, and its hubs will fill it up
   * again.
   */
  readonly origin: 'made' | 'opened' | 'restored';
}

/**
 * Opens head office's file, or makes it. Every store has an incarnation; one that is found not to
 * be the one that was last open here draws a new one before it says anything: after its own, and
 * after the one that the mark beside it names. What cannot be
 * noticed, such as a whole machine put back to a snapshot, an operator says with {@link
 * LibsqlFleetStore.renewIncarnation}. Faults: those of `openDatabase`.
 */
export function openFleetStore(place: {
  readonly path: string;
  readonly random: Random;
  /** Only for a store that knows no other before it: it comes after one that was lost. */
  readonly clock: Pick<Clock, 'wallMs'>;
  /** Kept aside for the day the disk is full, so that what is held can be read. 0 by default. */
  readonly reserveBytes?: number;
  /**
   * What segments are sealed under. Without keys they lie as they are, and a store that was sealed
   * is not opened (`data-key/missing`).
   */
  readonly keys?: DataKeys | undefined;
}): OpenedFleetStore {
  const {path, random, clock, reserveBytes = 0, keys} = place;
  const file = new FleetFile({path, reserveBytes, keys});
  try {
    const placeMark = new PlaceMark(file.path);
    const found = file.read(readIncarnation);
    if (found && placeMark.vouchesFor(found)) {
      return {
        store: new LibsqlFleetStore({file, placeMark, incarnation: found.incarnation}),
        origin: 'opened',
      };
    }
    const after = [found?.incarnation, placeMark.incarnation].filter(known => known !== undefined);
    const incarnation = drawGatewayIncarnation(random, {after, nowMs: clock.wallMs()});
    file.write(database => {
      database.run(ADD_INCARNATION, {incarnation: idBytes(incarnation)});
    });
    placeMark.write({incarnation, generation: found?.generation ?? 0});
    const store = new LibsqlFleetStore({file, placeMark, incarnation});
    return {store, origin: found ? 'restored' : 'made'};
  } catch (error) {
    file.close();
    throw error;
  }
}

function readIncarnation(
  database: Database,
): {readonly incarnation: GatewayIncarnation; readonly generation: number} | undefined {
  const row = database.get(INCARNATION);
  return (
    row && {
      incarnation: gatewayIncarnationFromBytes(readBytes(row, 'incarnation')),
      generation: readInteger(row, 'generation'),
    }
  );
}
