import {nodeDigest} from '@holdfast/platform-node';
import {ledgerStoreAcceptance} from '../acceptance.ts';
import {MemoryLedgerStore} from './memory-ledger-store.ts';

ledgerStoreAcceptance('the store in memory', {
  digest: nodeDigest,
  async make() {
    const store = new MemoryLedgerStore();
    return {
      store,
      async reopen() {
        await store.close();
        return new MemoryLedgerStore(store.disk);
      },
      async dispose() {},
    };
  },
});
