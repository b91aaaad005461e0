import {openIndexedDbJournal} from '@holdfast/journal-indexeddb';
import {
  browserHubLink,
  quietHubFinder,
  webClock,
  webDigest,
  webRandom,
} from '@holdfast/platform-web';
import {type SignatureVerifier, silentLog} from '@holdfast/std';
import {createTerminal, type SharedShelf, type Terminal} from '@holdfast/terminal-sdk';

const VERSION = '0.1.0';

/** The terminal of this page: its journal in this browser, its hub the one that serves the page. */
export function createWebTerminal(shared: SharedShelf, verifier: SignatureVerifier): Terminal {
  const port = Number(location.port || (location.protocol === 'https:' ? 443 : 80));
  return createTerminal({
    app: {name: 'holdfast-pos', version: VERSION},
    addresses: [{host: location.hostname, port}],
    shared,
    platform: {
      openJournal: () => openIndexedDbJournal({digest: webDigest, verifier}),
      finder: quietHubFinder,
      link: browserHubLink({origin: location.origin}),
      ...{clock: webClock, random: webRandom, digest: webDigest, verifier, log: silentLog},
    },
  });
}
