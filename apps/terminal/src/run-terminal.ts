import {createJsonLog, systemClock} from '@holdfast/platform-node';
import {type Log, type Service, supervise} from '@holdfast/std';
import {createTerminal, type PairingByCode} from '@holdfast/terminal-sdk';
import type {PairingLink} from '@holdfast/wire';
import type {TerminalConfig} from './config.ts';
import {doorRoutes} from './door/door-routes.ts';
import {DoorServer} from './door/door-server.ts';
import {WatchedFolder} from './folder/watched-folder.ts';
import {nodePlatform} from './node-platform.ts';
import {pairOnce} from './pair-once.ts';
import {terminalService} from './terminal-service.ts';

const TERMINAL_VERSION = '0.1.0';

export interface RunTerminalOptions {
  readonly config: TerminalConfig;
  /** Stops it: nothing new is taken, what is in hand is answered, the journal is closed. */
  readonly signal: AbortSignal;
  /**
   * Pairs first: by a link, unless the till is paired with that hub already; or by the digits that
   * somebody typed, once.
   */
  readonly pairing?: PairingLink | PairingByCode;
  /** Told once programs can use it. */
  readonly onReady?: (door: {readonly url: string}) => void;
  /** JSON lines on standard error by default. */
  readonly log?: Log;
}

/**
 * A headless till: the terminal SDK with a door on loopback and a folder, for programs in any
 * language. Rejects with a fault when it cannot start (`config/invalid`, `database/in-use`,
 * `pairing/refused` …) or cannot go on: start it again then.
 */
export async function runTerminal(options: RunTerminalOptions): Promise<void> {
  const {config, signal, pairing, onReady} = options;
  const log = options.log ?? createJsonLog({level: config.log.level});
  const terminal = createTerminal({
    app: {name: 'holdfast-terminal', version: TERMINAL_VERSION},
    platform: nodePlatform(config, log),
    addresses: config.hub.addresses,
    retentionMs: config.journal.retentionMs,
  });
  if (pairing) {
    try {
      await pairOnce({terminal, clock: systemClock, log}, {by: pairing, config, signal});
    } catch (error) {
      await terminal.stop();
      throw error;
    }
  }
  const routes = doorRoutes({terminal, origins: config.origins, signal});
  const door = new DoorServer({at: config.listen, routes, log});
  const services: Service[] = [terminalService(terminal)];
  const {watch: directory} = config;
  if (directory !== undefined) {
    services.push(new WatchedFolder({directory, terminal, clock: systemClock, log}));
  }
  await supervise([...services, announced(door, () => onReady?.({url: door.url}))], signal);
}

function announced(service: Service, onReady: () => void): Service {
  return {
    name: service.name,
    run: (signal, ready) =>
      service.run(signal, () => {
        ready();
        onReady();
      }),
  };
}
