import {mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {zstdCompressor} from '@holdfast/compressor-zstd';
import {saleDraft} from '@holdfast/domain/testing';
import {writeExport} from '@holdfast/forwarder/stick';
import {TestHub} from '@holdfast/forwarder/stick/testing';
import {
  createSigningKey,
  DurableFolder,
  hpkeSealer,
  nodeDigest,
  nodeSignatureVerifier,
  unsealingKeyOf,
} from '@holdfast/platform-node';
import {Chromium, chromiumTitle} from '@holdfast/platform-web/testing';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';

const PAGE = pathToFileURL(join(import.meta.dirname, '../../../../docs/verify-ledger.html')).href;
const ENTRIES = 600;
const directory = mkdtempSync(join(tmpdir(), 'holdfast-'));
const folder = (name: string) => join(directory, name);
const {skipped, title} = chromiumTitle('the verifier as one page, opened from a disk in Chromium');

describe.skipIf(skipped)(title, () => {
  const chromium = new Chromium();

  beforeAll(async () => {
    const tools = {
      ...{digest: nodeDigest, verifier: nodeSignatureVerifier, sealer: hpkeSealer},
      ...{compressor: zstdCompressor(), newKey: createSigningKey},
    };
    const body = JSON.stringify(saleDraft());
    const hub = await TestHub.open(tools, {ledgers: [ENTRIES], tills: 3, body});
    hub.entriesMax = 64;
    const {publicKey} = await unsealingKeyOf(new Uint8Array(32).fill(3));
    const forms = [
      ['plain', undefined],
      ['broken', undefined],
      ['sealed', publicKey],
    ] as const;
    for (const [name, sealFor] of forms) {
      hub.version = name === 'plain' ? 2 : 1;
      const store = {id: '017', name: 'High Street'};
      const wish = {store, sealFor, reach: 'all', onProgress() {}} as const;
      const ports = hub.ports(new DurableFolder(folder(name)));
      await writeExport(ports, wish, new AbortController().signal);
    }
    const [, second = ''] = readdirSync(folder('broken')).filter(name => name.endsWith('.hfs'));
    const bytes = readFileSync(join(folder('broken'), second));
    bytes[bytes.length - 3] = (bytes.at(-3) ?? 0) ^ 4;
    writeFileSync(join(folder('broken'), second), bytes);
    await chromium.start();
  }, 60_000);
  afterAll(async () => {
    await chromium.remove();
    rmSync(directory, {recursive: true});
  });

  /** What the page says of a folder, and what it asked of anybody meanwhile. */
  async function checked(name: string) {
    const page = await chromium.context.newPage();
    const asked: string[] = [];
    page.on('request', request => asked.push(request.url()));
    await page.goto(PAGE);
    const offered = await page.locator('.drop').textContent();
    await page.locator('input[type=file]').setInputFiles(folder(name));
    await page.locator('.panel dl').first().waitFor({timeout: 30_000});
    return {page, offered, asked, text: await page.locator('main').textContent()};
  }

  test('a whole export is said to be whole, with its counts and sums, and nothing is fetched', async () => {
    const {text, asked, offered} = await checked('plain');
    expect(offered).toBe('Drop the export’s folder here');
    expect(text).toContain('The export is whole');
    expect(text).toContain('017 High Street');
    expect(text).toContain('€4,590.00'); // 600 × 7.65
    expect(text).toMatch(/10 files, 30 runs of entries, 0 statements/);
    expect(asked).toEqual([PAGE]);
  });

  test('a changed bit is found; the file, the place and what to do are named', async () => {
    const {text} = await checked('broken');
    expect(text).toContain('This export does not hold');
    expect(text).toMatch(/[0-9A-Z]{32}\.[0-9A-Z]{16}-\d+-\d+\.hfs/);
    expect(text).toContain('the payload is not the one named');
    expect(text).toContain('Export again onto the same folder at the hub');
  });

  test('a sealed export is checked as far as that goes, and says so; in Chinese as well', async () => {
    const {page, text} = await checked('sealed');
    expect(text).toContain('Nothing is missing or changed');
    expect(text).toContain('600 (as the hub signed it)');
    await page.getByRole('button', {name: '中文'}).click();
    expect(await page.locator('main').textContent()).toContain('没有缺失，也没有改动');
    await page.getByRole('button', {name: '再核验一个'}).click();
    expect(await page.locator('.drop').textContent()).toBe('将导出的文件夹拖到这里');
  });

  test('at the width of a phone nothing is cut off', async () => {
    const {page} = await checked('broken');
    await page.setViewportSize({width: 390, height: 844});
    const wider = await page.evaluate(() => {
      const {scrollWidth, clientWidth} = document.documentElement;
      return scrollWidth - clientWidth;
    });
    expect(wider).toBeLessThanOrEqual(0);
    const shots = process.env['HOLDFAST_SCREENSHOTS'];
    if (shots) {
      for (const name of ['plain', 'broken', 'sealed']) {
        const {page} = await checked(name);
        for (const width of [1280, 390]) {
          await page.setViewportSize({width, height: 844});
          await page.screenshot({path: join(shots, `${name}-${width}.png`), fullPage: true});
        }
      }
    }
  });
});
