import {fileURLToPath} from 'node:url';
import {nodeDigest} from '@holdfast/platform-node';
import {Chromium, chromiumTitle, PageServer} from '@holdfast/platform-web/testing';
import {journalAcceptance} from '@holdfast/terminal-sdk/acceptance';
import {afterAll, beforeAll, describe} from 'vitest';
import {RemoteJournal} from './testing/remote-journal.ts';

const PAGE = fileURLToPath(new URL('testing/journal-page.ts', import.meta.url));
const {skipped, title} = chromiumTitle('in Chromium');

describe.skipIf(skipped)(title, () => {
  const chromium = new Chromium();
  let server: PageServer;
  let places = 0;

  beforeAll(async () => {
    server = await PageServer.start(PAGE);
    await chromium.start();
  });
  afterAll(async () => {
    await chromium.remove();
    await server?.stop();
  });

  journalAcceptance('in IndexedDB', {
    digest: nodeDigest,
    place: () => {
      const name = `journal ${++places}`;
      return {
        open: async options =>
          RemoteJournal.open(await chromium.open(server.url), {name, ...options}),
        remove: async () => {},
      };
    },
  });
});
