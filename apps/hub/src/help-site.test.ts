import {createServer} from 'node:http';
import {HELP_LIST, helpOf} from '@holdfast/messages/help';
import {LANGUAGES} from '@holdfast/messages/language';
import {STORE_CAUSES} from '@holdfast/uplink';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {answerHelp} from './help-site.ts';

const server = createServer((request, response) => {
  if (!answerHelp(request, response)) response.writeHead(418).end();
});
let origin = '';

beforeAll(async () => {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  origin = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
});
afterAll(() => {
  server.close();
});

test.each(LANGUAGES)(
  'every code has a page in %s: why, what to do, and whether while selling',
  async language => {
    expect(HELP_LIST.length).toBeGreaterThan(30);
    for (const code of HELP_LIST) {
      const answer = await fetch(`${origin}/help/${code}?lang=${language}`);
      const text = await answer.text();
      const help = helpOf(code, language);
      expect([answer.status, code]).toEqual([200, code]);
      for (const words of [help?.title, help?.why, help?.now, code]) expect(text).toContain(words);
      expect(text).toContain(`lang="${language}"`);
    }
  },
);

test('every cause that a hub tells its tills has a page', () => {
  expect(STORE_CAUSES.filter(code => !helpOf(code, 'en'))).toEqual([]);
});

test('a code that nobody shows is not found, and the list of all is given', async () => {
  const answer = await fetch(`${origin}/help/no/such%22thing`, {
    headers: {'accept-language': 'zh-CN,en'},
  });
  expect([answer.status, (await answer.text()).includes('uplink/all-down')]).toEqual([404, true]);
  expect((await fetch(`${origin}/helpless`)).status).toBe(418);
  expect((await fetch(`${origin}/help/`, {method: 'POST'})).status).toBe(405);
});
