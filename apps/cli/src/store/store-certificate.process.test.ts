import {execFile} from 'node:child_process';
import {X509Certificate} from 'node:crypto';
import {existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {createServer, type Server} from 'node:https';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {CERTUTIL, Chromium, chromiumTitle} from '@holdfast/platform-web/testing';
import {issueLeaf, type Leaf, type StoreCa} from '@holdfast/store-ca';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {holdfast} from '../testing/holdfast.ts';
import {LocalStore} from './local-store.ts';

const OPENSSL = '/usr/bin/openssl';
const PUBLIC_NAME = 'www.shop.example';
const RESOLVED = `--host-resolver-rules=MAP *.local 127.0.0.1, MAP ${PUBLIC_NAME} 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1`;

const directory = mkdtempSync(join(tmpdir(), 'holdfast-'));
const store = new LocalStore({directory, storeId: '017', loopbackMulticast: false});
let caFile: string;
let leafFile: string;
let ca: StoreCa;
let port: number;

beforeAll(async () => {
  await store.startGateway();
  await store.startHub();
  const keys = join(store.directories.hub, 'keys');
  caFile = join(keys, 'store-ca.crt');
  leafFile = join(keys, 'leaf.pem');
  const certificatePem = readFileSync(caFile, 'utf8');
  ca = {certificatePem, keyPem: readFileSync(join(keys, 'store-ca.key'), 'utf8')};
  port = (await store.hubStatus())?.lan.port ?? 0;
}, 60_000);
afterAll(async () => {
  await store.stop();
  rmSync(directory, {recursive: true});
});

/** What whoever stole the authority's key would make of it. */
function strayLeaf(host: string, ...addresses: readonly string[]): Promise<Leaf> {
  const uri = async () => 'https://shop.example/';
  return issueLeaf(ca, {hosts: [host], addresses, uri, nowMs: Date.now()});
}

const noOpenssl = !existsSync(OPENSSL) && process.env['HOLDFAST_REQUIRE'] !== 'all';
const opensslTitle = `to OpenSSL${noOpenssl ? ` (skipped: no ${OPENSSL})` : ''}`;

describe.skipIf(noOpenssl)(opensslTitle, () => {
  /** Resolves with the exit code and all that was said. */
  function openssl(...args: readonly string[]): Promise<{code: number; said: string}> {
    return new Promise(resolve => {
      const child = execFile(OPENSSL, args, {timeout: 20_000}, (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
        resolve({code, said: stdout + stderr});
      });
      child.stdin?.end();
    });
  }
  const verify = (file: string, ...checks: readonly string[]) =>
    openssl('verify', '-x509_strict', '-purpose', 'sslserver', '-CAfile', caFile, ...checks, file);
  const connect = (...args: readonly string[]) =>
    openssl('s_client', '-connect', `127.0.0.1:${port}`, '-CAfile', caFile, ...args);

  test('a hub’s certificate is the store’s, for its name and its address', async () => {
    const checks = ['-verify_hostname', 'store-017.local', '-verify_ip', '127.0.0.1'];
    const {code, said} = await verify(leafFile, ...checks);
    expect([code, said.trim()]).toEqual([0, `${leafFile}: OK`]);
  });

  test('a certificate of the store for a name or an address of the internet is refused', async () => {
    for (const [host, address] of [
      [PUBLIC_NAME, '127.0.0.1'],
      ['store-017.local', '203.0.113.9'],
      ['store-017.local', '2001:db8::1'],
    ] as const) {
      const file = join(directory, 'stray.pem');
      writeFileSync(file, (await strayLeaf(host, address)).certificatePem);
      const {code, said} = await verify(file);
      expect(code).toBe(2);
      expect(said).toContain('permitted subtree violation');
    }
  });

  test('an authority below the store’s is refused', async () => {
    const text = await openssl('x509', '-in', caFile, '-noout', '-text');
    expect(text.said).toMatch(/Basic Constraints: critical\n *CA:TRUE, pathlen:0/);
    expect(text.said).toMatch(/Name Constraints: critical/);
  });

  test('a hub speaks TLS 1.3 and nothing older', async () => {
    const modern = await connect('-tls1_3', '-verify_return_error');
    expect(modern.said).toContain('Verify return code: 0 (ok)');
    expect(modern.said).toContain('New, TLSv1.3');
    for (const old of ['-tls1_2', '-tls1_1', '-tls1']) {
      const {code, said} = await connect(old, '-cipher', 'ALL:@SECLEVEL=0');
      expect(code).toBe(1);
      expect(said).toMatch(/alert protocol version/);
    }
  });
});

test('the page hands out the authority that the hub shows, and holdfast ca says the same words', async () => {
  const site = (await store.hubStatus())?.authority.site;
  const answer = await fetch(`http://127.0.0.1:${site?.port}/store-ca.crt`);
  const certificate = new X509Certificate(new Uint8Array(await answer.arrayBuffer()));
  expect(certificate.toString()).toBe(new X509Certificate(ca.certificatePem).toString());
  const {status, stdout} = await holdfast('ca', '--data', store.directories.hub);
  expect(status).toBe(0);
  const digits = certificate.fingerprint256.replaceAll(':', '');
  expect(stdout.replace(/\s/g, '')).toContain(digits);
  const page = await (await fetch(`http://127.0.0.1:${site?.port}/`)).text();
  const words = [...page.matchAll(/<li>([a-z]+)<\/li>/g)].map(([, word]) => word);
  expect(words).toHaveLength(8);
  expect(stdout).toMatch(new RegExp(words.map(word => `\\d ${word}`).join('\\s+')));
});

const browser = chromiumTitle('to Chromium', CERTUTIL);

describe.skipIf(browser.skipped)(browser.title, () => {
  const trusting = new Chromium(RESOLVED);
  const stranger = new Chromium(RESOLVED);
  const servers: Server[] = [];

  beforeAll(async () => {
    await trusting.trust(ca.certificatePem);
    await trusting.start();
    await stranger.start();
  });
  afterAll(async () => {
    for (const server of servers) server.close();
    await trusting.remove();
    await stranger.remove();
  });

  async function serve({keyPem, certificatePem}: Leaf): Promise<number> {
    const server = createServer({key: keyPem, cert: certificatePem}, (_, response) => {
      response.end('We sell candles.');
    });
    servers.push(server);
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    return typeof address === 'object' && address ? address.port : 0;
  }

  test.each(['store-017.local', '127.0.0.1'])(
    'a hub at https://%s is secure, once the store’s authority is trusted, and not before',
    async host => {
      const url = `https://${host}:${port}/`;
      const page = await trusting.open(url);
      expect(await page.textContent('body')).toContain('This is a Holdfast hub');
      expect(await page.evaluate('isSecureContext')).toBe(true);
      await expect(stranger.open(url)).rejects.toThrow('ERR_CERT_AUTHORITY_INVALID');
    },
  );

  test.each([360, 1280])('the page that hands it out fits a screen of %i pixels', async width => {
    const site = (await store.hubStatus())?.authority.site;
    for (const language of ['en', 'zh']) {
      const page = await stranger.context.newPage();
      await page.setViewportSize({width, height: 800});
      const refused: string[] = [];
      page.on('console', message => refused.push(message.text()));
      await page.goto(`http://127.0.0.1:${site?.port}/?lang=${language}`);
      await page.evaluate(
        'document.querySelectorAll("details").forEach(one => { one.open = true })',
      );
      const sideways =
        'document.documentElement.scrollWidth - document.documentElement.clientWidth';
      expect(await page.evaluate(sideways)).toBe(0);
      expect(await page.evaluate('getComputedStyle(document.body).margin')).toBe('0px'); // styled
      expect(refused).toEqual([]);
      await page.close();
    }
  });

  test('the store’s authority cannot speak for a name of the internet', async () => {
    const good = await serve(await strayLeaf('till.local'));
    const page = await trusting.open(`https://till.local:${good}/`);
    expect(await page.textContent('body')).toBe('We sell candles.');
    const stray = await serve(await strayLeaf(PUBLIC_NAME));
    await expect(trusting.open(`https://${PUBLIC_NAME}:${stray}/`)).rejects.toThrow(
      'ERR_CERT_INVALID',
    );
  });
});
