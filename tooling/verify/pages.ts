import {faultsPage} from './faults-page.ts';
import {protocolPage} from './protocol-page.ts';
import {verifyPage} from './verify-page.ts';

/**
 * Pages that are written from code, by their path: a page that disagrees with the code fails the
 * check.
 */
export const PAGES: Readonly<Record<string, () => string>> = {
  'docs/faults.md': faultsPage,
  'docs/protocol.md': protocolPage,
  'docs/verify-ledger.html': verifyPage,
};
