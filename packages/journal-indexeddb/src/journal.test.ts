import {nodeDigest, nodeSignatureVerifier} from '@holdfast/platform-node';
import {journalAcceptance} from '@holdfast/terminal-sdk/acceptance';
import {openIndexedDbJournal} from './open-journal.ts';
import {FakeBrowser} from './testing/fake-browser.ts';

journalAcceptance('in IndexedDB, faked', {
  digest: nodeDigest,
  place: () => {
    const browser = new FakeBrowser();
    return {
      open: options =>
        openIndexedDbJournal({
          digest: nodeDigest,
          verifier: nodeSignatureVerifier,
          browser,
          name: browser.name,
          ...options,
        }),
      remove: async () => {},
    };
  },
});
