import {type Clock, Fault, isFault, type Log} from '@holdfast/std';
import type {Terminal} from '@holdfast/terminal-sdk';
import type {PairingLink} from '@holdfast/wire';
import type {TerminalConfig} from './config.ts';

const TRIES = 15;
const PAUSE_MS = 1_000;

/**
 * Pairs by a link, unless this till is paired with its hub already: a link is good for one
 * terminal, once, and a till that is started again with it has used it. A hub that does not answer
 * is called again for a while, as both may be starting.
 */
export async function pairOnce(
  {terminal, clock, log}: {readonly terminal: Terminal; readonly clock: Clock; readonly log: Log},
  asked: {
    readonly link: PairingLink;
    readonly config: Pick<TerminalConfig, 'workstation'>;
    readonly signal: AbortSignal;
  },
): Promise<void> {
  const {link, config, signal} = asked;
  await terminal.open();
  if (terminal.pairing?.hubId === link.hubId) return;
  const workstationId = config.workstation.id ?? terminal.pairing?.workstationId;
  if (workstationId === undefined) {
    throw new Fault('config/invalid', {key: 'workstation.id', reason: 'is needed to pair'});
  }
  const {name} = config.workstation;
  for (let attempt = 1; ; attempt++) {
    try {
      await terminal.pair(link, {workstationId, name, signal});
      return;
    } catch (error) {
      if (!isFault(error, 'hub/unreachable') || attempt === TRIES || signal.aborted) throw error;
      log.warn('pairing.waits', {...error.fields, attempt});
      await clock.sleep(PAUSE_MS, signal);
    }
  }
}
