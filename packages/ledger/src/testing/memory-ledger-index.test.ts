import {nodeDigest} from '@holdfast/platform-node';
import {ledgerIndexAcceptance} from '../acceptance.ts';
import {MemoryLedgerIndex} from './memory-ledger-index.ts';

ledgerIndexAcceptance('the index in memory', {
  digest: nodeDigest,
  make: async () => ({index: new MemoryLedgerIndex(nodeDigest), async dispose() {}}),
});
