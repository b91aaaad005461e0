import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {ledgerStoreAcceptance} from '@holdfast/ledger/acceptance';
import {nodeDigest} from '@holdfast/platform-node';
import type {LedgerAnswer, LedgerQuestion} from './ledger-messages.ts';
import {LedgerServer} from './ledger-server.ts';
import {LibsqlLedgerStore} from './libsql-ledger-store.ts';
import {InlineLine, type Line} from './line.ts';
import {WorkerLine} from './worker-line.ts';

const SHELLS: Record<string, () => Line<LedgerQuestion, LedgerAnswer>> = {
  'in this thread': () => new InlineLine(new LedgerServer()),
  'in a worker': () => new WorkerLine(new URL('./ledger-worker.ts', import.meta.url)),
};

for (const [name, makeLine] of Object.entries(SHELLS)) {
  ledgerStoreAcceptance(`a libSQL file ${name}`, {
    digest: nodeDigest,
    async make() {
      const directory = mkdtempSync(join(tmpdir(), 'holdfast-'));
      const line = makeLine();
      const path = join(directory, 'ledger.db');
      const open = (mode: 'create' | 'existing') =>
        LibsqlLedgerStore.open(line, {ledger: 1, path, mode, reserveBytes: 65_536});
      const store = await open('create');
      return {
        store,
        async reopen() {
          await store.close();
          return await open('existing');
        },
        async dispose() {
          await line.stop();
          rmSync(directory, {recursive: true});
        },
      };
    },
  });
}
