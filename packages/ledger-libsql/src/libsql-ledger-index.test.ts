import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {ledgerIndexAcceptance} from '@holdfast/ledger/acceptance';
import {nodeDigest} from '@holdfast/platform-node';
import type {IndexAnswer, IndexQuestion} from './index-messages.ts';
import {IndexServer} from './index-server.ts';
import {LibsqlLedgerIndex} from './libsql-ledger-index.ts';
import {InlineLine, type Line} from './line.ts';
import {WorkerLine} from './worker-line.ts';

const SHELLS: Record<string, () => Line<IndexQuestion, IndexAnswer>> = {
  'in this thread': () => new InlineLine(new IndexServer(nodeDigest)),
  'in a worker': () => new WorkerLine(new URL('./index-worker.ts', import.meta.url)),
};

for (const [name, makeLine] of Object.entries(SHELLS)) {
  ledgerIndexAcceptance(`a libSQL index ${name}`, {
    digest: nodeDigest,
    async make() {
      const directory = mkdtempSync(join(tmpdir(), 'holdfast-'));
      const path = join(directory, 'index.db');
      const index = await LibsqlLedgerIndex.open(makeLine(), {path, fresh: false});
      return {
        index,
        async dispose() {
          await index.close();
          rmSync(directory, {recursive: true});
        },
      };
    },
  });
}
