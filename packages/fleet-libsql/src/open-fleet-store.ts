import type {Random} from '@holdfast/std';
import {type Database, openDatabase, readBytes, readInteger} from '@holdfast/strict-libsql';
import {
  drawGatewayIncarnation,
  type GatewayIncarnation,
  gatewayIncarnationFromBytes,
  idBytes,
} from '@holdfast/wire';
import {FLEET_SCHEMA} from './fleet-schema.ts';
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
 * be the one that was last open here draws a new one before it says anything. What cannot be
 * noticed, such as a whole machine put back to a snapshot, an operator says with {@link
 * LibsqlFleetStore.renewIncarnation}. Faults: those of `openDatabase`.
 */
export function openFleetStore(place: {
  readonly path: string;
  readonly random: Random;
}): OpenedFleetStore {
  const {path, random} = place;
  const database = openDatabase({path, schema: FLEET_SCHEMA, mode: 'create'});
  try {
    const placeMark = new PlaceMark(database.path);
    const found = readIncarnation(database);
    if (found && placeMark.vouchesFor(found)) {
      return {
        store: new LibsqlFleetStore({database, placeMark, incarnation: found.incarnation}),
        origin: 'opened',
      };
    }
    const incarnation = drawGatewayIncarnation(random);
    database.write(() => database.run(ADD_INCARNATION, {incarnation: idBytes(incarnation)}));
    placeMark.write({incarnation, generation: found?.generation ?? 0});
    const store = new LibsqlFleetStore({database, placeMark, incarnation});
    return {store, origin: found ? 'restored' : 'made'};
  } catch (error) {
    database.close();
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
