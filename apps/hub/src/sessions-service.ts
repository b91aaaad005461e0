import type {Ingest} from '@holdfast/ingest';
import type {Ledgers} from '@holdfast/ledger';
import {aborted, type Service} from '@holdfast/std';

/**
 * Tells tills what head office holds, and people what a start found lost; at the stop, answers what
 * is owed before the sockets close.
 */
export function sessionsService(
  ingest: Ingest,
  {current: ledger, report: {lost}}: Ledgers,
): Service {
  return {
    name: 'sessions',
    async run(signal, ready) {
      const leave = ledger.heldGrown.subscribe(statement => ingest.publishHeld(statement));
      if (lost) {
        const {lastPosition, anchorPosition, evidence} = lost;
        const detail = `ends at ${lastPosition}, the anchor saw ${anchorPosition ?? 'unknown'}; files kept in ${evidence}`;
        ingest.alarm({code: 'ledger/tail-lost', detail: detail.slice(0, 400)});
      }
      ready();
      await aborted(signal);
      await ingest.stop();
      leave();
    },
  };
}
