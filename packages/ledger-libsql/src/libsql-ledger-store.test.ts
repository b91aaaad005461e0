import {ledgerStoreAcceptance} from '@holdfast/ledger/acceptance';
import {nodeDigest} from '@holdfast/platform-node';
import {LedgerServer} from './ledger-server.ts';
import {InlineLine} from './line.ts';
import {storeOver} from './testing/under-test.ts';

ledgerStoreAcceptance('a libSQL file in this thread', {
  digest: nodeDigest,
  make: () => storeOver(new InlineLine(new LedgerServer())),
});
