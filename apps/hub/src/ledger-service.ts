import type {Ledgers} from '@holdfast/ledger';
import {aborted, type Service} from '@holdfast/std';

/**
 * A ledger that failed to write is read again from its disk by the next life, never by this one.
 */
export function ledgerService(ledgers: Ledgers): Service {
  return {
    name: 'ledger',
    async run(signal, ready) {
      ready();
      const failure = await Promise.race([ledgers.failed, aborted(signal)]);
      if (failure !== undefined && !signal.aborted) throw failure;
    },
  };
}
