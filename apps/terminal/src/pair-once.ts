import {type Clock, Fault, isFault, type Log} from '@holdfast/std';
import type {PairingByCode, Terminal} from '@holdfast/terminal-sdk';
import type {PairingLink} from '@holdfast/wire';
import type {TerminalConfig} from './config.ts';

const TRIES = 15;
const PAUSE_MS = 1_000;

/**
 * Pairs by a link, unless this till is paired with its hub already: a link is good for one
 * terminal, once, and a till that is started again with it has used it. By digits it pairs in any
 * case: somebody has just typed them. A hub that does not answer, or has no time, is called again
 * for a while; once a guess at the digits was given away, nobody is asked again.
 */
export async function pairOnce(
  {terminal, clock, log}: {readonly terminal: Terminal; readonly clock: Clock; readonly log: Log},
  asked: {
    readonly by: PairingLink | PairingByCode;
    readonly config: Pick<TerminalConfig, 'workstation'>;
    readonly signal: AbortSignal;
  },
): Promise<void> {
  const {by, config, signal} = asked;
  await terminal.open();
  if ('hubId' in by && terminal.pairing?.hubId === by.hubId) return;
  const workstationId = config.workstation.id ?? terminal.pairing?.workstationId;
  if (workstationId === undefined) {
    throw new Fault('config/invalid', {key: 'workstation.id', reason: 'is needed to pair'});
  }
  const {name} = config.workstation;
  for (let attempt = 1; ; attempt++) {
    try {
      await terminal.pair(by, {workstationId, name, signal});
      return;
    } catch (error) {
      const mayAsk = isFault(error, 'hub/unreachable') || isFault(error, 'pairing/busy');
      if (!mayAsk || attempt === TRIES || signal.aborted) throw error;
      log.warn('pairing.waits', {...error.fields, attempt});
      await clock.sleep(PAUSE_MS, signal);
    }
  }
}
