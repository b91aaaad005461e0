import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createDataKeys} from '@holdfast/data-keys';
import {ledgerStoreAcceptance} from '@holdfast/ledger/acceptance';
import {nodeDigest} from '@holdfast/platform-node';
import {LedgerServer} from './ledger-server.ts';
import {InlineLine} from './line.ts';
import {storeOver} from './testing/under-test.ts';

ledgerStoreAcceptance('a libSQL file in this thread', {
  digest: nodeDigest,
  make: () => storeOver(new InlineLine(new LedgerServer())),
});

ledgerStoreAcceptance('a libSQL file with sealed rows', {
  digest: nodeDigest,
  make: () => {
    const directory = mkdtempSync(join(tmpdir(), 'holdfast-'));
    const place = {file: join(directory, 'data-keys.json'), credential: undefined};
    const keys = createDataKeys(place, 1_000);
    rmSync(directory, {recursive: true});
    return storeOver(new InlineLine(new LedgerServer()), keys);
  },
});
