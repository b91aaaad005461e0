import {existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test, vi} from 'vitest';
import {LocalStore} from '../store/local-store.ts';
import {holdfast, holdfastReading} from '../testing/holdfast.ts';

const directory = mkdtempSync(join(tmpdir(), 'holdfast-'));
const store = new LocalStore({directory, storeId: '017', loopbackMulticast: false});
const atHub = ['--data', store.directories.hub];

beforeAll(async () => {
  await store.startGateway();
  await store.startHub();
}, 60_000);
afterAll(async () => {
  await store.stop();
  rmSync(directory, {recursive: true});
});

const hubLog = () => readFileSync(join(directory, 'log', 'hub.log'), 'utf8');
const said = (code: string) =>
  new RegExp(`recovery/${code}.*holdfast recovery.*hub.needs-attention`);
const PATIENCE = {timeout: 10_000, interval: 50};
const NEEDS = /holdfast_needs_attention\{code="(recovery\/[a-z-]+)"\} 1/;

async function issues(): Promise<string[]> {
  const codes = (await store.hubStatus())?.issues.map(({code}) => code) ?? ['no hub'];
  return codes.filter(code => code.startsWith('recovery/'));
}

test('a sheet is printed once, proven by its words, and brings the authority to a new hub', async () => {
  expect(await issues()).toEqual(['recovery/no-sheet']);
  // The first start says so, for whoever reads the log, the first line or the metrics.
  await vi.waitFor(() => expect(hubLog()).toMatch(said('no-sheet')), PATIENCE);
  expect(NEEDS.exec(await store.metrics())?.[1]).toBe('recovery/no-sheet');
  const page = join(directory, 'sheet.html');
  const printed = await holdfast('recovery', 'print', ...atHub, '--html', page);
  expect([printed.status, printed.stdout]).toEqual([0, '']); // no word of it on a screen
  expect(statSync(page).mode & 0o777).toBe(0o600);
  const text = readFileSync(page, 'utf8');
  const words = [...text.matchAll(/<li>([a-z]+)<\/li>/g)].map(([, word = '']) => word);
  expect(words).toHaveLength(16);
  expect(await issues()).toEqual(['recovery/unproven']);
  const stated = await holdfast('status', ...atHub);
  expect(stated.stdout).toContain('→ holdfast recovery confirm');
  expect(NEEDS.exec(await store.metrics())?.[1]).toBe('recovery/unproven');
  await store.hub.stop();
  await store.restartHub(); // it goes on insisting
  await vi.waitFor(() => expect(hubLog()).toMatch(said('unproven')), PATIENCE);

  const wrong = words.with(6, words[6] === 'zoo' ? 'zone' : 'zoo').join(' ');
  const refused = await holdfastReading(wrong, 'recovery', 'confirm', ...atHub);
  expect(refused.status).not.toBe(0);
  expect(refused.stderr).toContain('place: word 7');
  expect(refused.stderr).toContain('Code: recovery/words-wrong');
  expect(await issues()).toEqual(['recovery/unproven']);
  const proven = await holdfastReading(words.join('\n'), 'recovery', 'confirm', ...atHub);
  expect(proven.status).toBe(0);
  expect(await issues()).toEqual([]);
  expect(NEEDS.exec(await store.metrics())).toBeNull();

  const another = join(directory, 'another-hub');
  mkdirSync(another);
  const copy = join(store.directories.hub, 'store-ca.sealed.json');
  const atAnother = ['--data', another];
  const not = await holdfastReading(wrong, 'recovery', 'restore', copy, ...atAnother);
  expect(not.stderr).toContain('Code: recovery/words-wrong');
  expect(existsSync(join(another, 'keys', 'store-ca.key'))).toBe(false);
  const restored = await holdfastReading(
    words.join(' '),
    'recovery',
    'restore',
    copy,
    ...atAnother,
  );
  expect(restored.status).toBe(0);
  for (const name of ['store-ca.key', 'store-ca.crt']) {
    const [theirs, ours] = [another, store.directories.hub].map(hub =>
      readFileSync(join(hub, 'keys', name), 'utf8'),
    );
    expect(theirs).toBe(ours);
  }
});

test('a page is never written over a file that is there, and no sheet is drawn for it', async () => {
  const file = join(directory, 'sheet.html');
  const before = readFileSync(file, 'utf8');
  const {status, stderr} = await holdfast('recovery', 'print', ...atHub, '--html', file);
  expect(status).not.toBe(0);
  expect(stderr).toContain('EEXIST');
  expect(readFileSync(file, 'utf8')).toBe(before);
  expect(await issues()).toEqual([]);
});
