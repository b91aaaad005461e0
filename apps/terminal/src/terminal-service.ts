import {aborted, type Service} from '@holdfast/std';
import type {Terminal} from '@holdfast/terminal-sdk';

/**
 * A terminal as a service: ready once its journal is open, over when the journal can do no more.
 */
export function terminalService(terminal: Terminal): Service {
  return {
    name: 'terminal',
    async run(signal, ready) {
      await terminal.start();
      ready();
      const failure = await Promise.race([
        aborted(signal),
        terminal.failed.then(error => ({error})),
      ]);
      await terminal.stop();
      if (failure) throw failure.error;
    },
  };
}
