import {createHash, X509Certificate} from 'node:crypto';
import {createServer} from 'node:net';
import {silentLog} from '@holdfast/std';
import {makeStoreCa} from '@holdfast/store-ca';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {viewAuthority} from '../store-authority.ts';
import {CaSite} from './ca-site.ts';
import {hexGroups} from './site-page.ts';

const ca = await makeStoreCa({retailStoreId: '017', nowMs: Date.now()});
const authority = viewAuthority(ca.certificatePem);
const page = {storeName: 'Bell & <Book>', storeId: '017', origin: 'https://store-017.local:7443'};
let stop: AbortController;
let running: Promise<void>;
let site: CaSite;

async function start(port = 0): Promise<void> {
  stop = new AbortController();
  site = new CaSite({host: '127.0.0.1', port, page: () => page, authority, log: silentLog});
  await new Promise<void>(resolve => {
    running = site.run(stop.signal, resolve);
  });
}
beforeEach(() => start());
afterEach(async () => {
  stop.abort();
  await running;
});

const ask = (path: string, options: RequestInit = {}) =>
  fetch(`http://127.0.0.1:${site.port}${path}`, options);

test('the file is the authority’s certificate, and its hash is the fingerprint that is shown', async () => {
  const answer = await ask('/store-ca.crt');
  expect(answer.headers.get('content-type')).toBe('application/x-x509-ca-cert');
  const bytes = new Uint8Array(await answer.arrayBuffer());
  expect(new X509Certificate(bytes).toString()).toBe(
    new X509Certificate(ca.certificatePem).toString(),
  );
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(authority.sha256);
});

test.each([
  ['/', 'en', 'Trust this store'],
  ['/?lang=zh', 'zh', '信任本门店'],
  ['/?lang=xx', 'en', 'Trust this store'],
])('%s is the page in %s, with the words and the digits', async (path, language, title) => {
  const answer = await ask(path);
  expect(answer.headers.get('content-language')).toBe(language);
  const text = await answer.text();
  expect(text).toContain(`<h1>${title}</h1>`);
  for (const word of authority.words) expect(text).toContain(`<li>${word}</li>`);
  for (const group of hexGroups(authority.sha256)) expect(text).toContain(`<span>${group}</span>`);
});

test('a browser that prefers Chinese is answered in Chinese', async () => {
  const answer = await ask('/', {headers: {'accept-language': 'zh-CN,zh;q=0.9,en;q=0.8'}});
  expect(answer.headers.get('content-language')).toBe('zh');
});

test('the page runs no script, fetches nothing, and a store’s name cannot write into it', async () => {
  const answer = await ask('/');
  const policy = answer.headers.get('content-security-policy') ?? '';
  expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-/);
  const text = await answer.text();
  expect(text).toContain('Bell &amp; &lt;Book&gt;');
  expect(text).not.toMatch(/<script|<img|<link|<form|<iframe| on[a-z]+=/i);
  const style = /<style>(.*?)<\/style>/s.exec(text)?.[1] ?? '';
  const hash = createHash('sha256').update(style).digest('base64');
  expect(policy).toContain(`'sha256-${hash}'`);
});

test.each(['/lan', '/status', '/store-ca.key', '/../keys/store-ca.key', '//', '/index.html'])(
  'nothing is at %s',
  async path => expect((await ask(path)).status).toBe(404),
);

test('the page is only read', async () => {
  expect((await ask('/', {method: 'POST', body: 'x'})).status).toBe(405);
  const head = await ask('/store-ca.crt', {method: 'HEAD'});
  expect([head.status, await head.text()]).toEqual([200, '']);
});

test('a port that is taken is said, and the hub goes on', async () => {
  const taken = createServer();
  await new Promise<void>(resolve => taken.listen(0, '127.0.0.1', resolve));
  const address = taken.address();
  stop.abort();
  await running;
  await start(typeof address === 'object' && address ? address.port : 0);
  expect([site.port, site.problem]).toEqual([0, expect.stringContaining('EADDRINUSE')]);
  taken.close();
});
