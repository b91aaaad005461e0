import {ledgerIndexAcceptance} from '@holdfast/ledger/acceptance';
import {nodeDigest} from '@holdfast/platform-node';
import {IndexServer} from './index-server.ts';
import {InlineLine} from './line.ts';
import {indexOver} from './testing/under-test.ts';

ledgerIndexAcceptance('a libSQL index in this thread', {
  digest: nodeDigest,
  make: () => indexOver(new InlineLine(new IndexServer(nodeDigest))),
});
