import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {catchOf} from './finding.ts';
import {readMutants} from './mutant.ts';
import {checkApplies} from './scratch-tree.ts';

const folder = fileURLToPath(new URL('.', import.meta.url));
const root = fileURLToPath(new URL('../../', import.meta.url));
const mutants = readMutants(folder);

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'holdfast-'));
});
afterEach(() => rmSync(directory, {recursive: true}));

test('at least twelve bugs are planted', () => {
  expect(mutants.length).toBeGreaterThanOrEqual(12);
});

test.each(mutants)('$name still applies to the code as it is', async ({file}) => {
  await checkApplies(root, file);
});

test('a patch that no longer applies is refused, and nothing is changed', async () => {
  const [mutant] = mutants;
  if (!mutant) throw new Error('there is a mutant');
  const text = readFileSync(mutant.file, 'utf8');
  const stale = join(directory, 'stale.patch');
  writeFileSync(
    stale,
    text.replace(/^-(?!--)(.*)$/gm, (_, rest) => `-${rest} once`),
  );
  await expect(checkApplies(root, stale)).rejects.toThrow(/patch does not apply/);
});

test.each([
  ['says nothing of who catches it', 'Breaks: the whole of it\nSeed: 1\n'],
  ['has a word that is not known', 'Breaks: all of it\nCaught by: luck\nSeed: 1\nFinds: I1\n'],
])('a header that %s is refused by name', (_, head) => {
  writeFileSync(join(directory, 'odd.patch'), `${head}\ndiff --git a/x b/x\n`);
  expect(() => readMutants(directory)).toThrow(/^odd\.patch: .*aught by/s);
});

test('a trouble of another kind than expected catches nothing', () => {
  const at = {at: 'hub', detail: 'one\ntwo'};
  const result = {seed: 7, troubles: [{invariant: 'I9', ...at}]};
  expect(catchOf(result, ['I1', 'bound'])).toBeUndefined();
  expect(catchOf(result, ['I9'])).toEqual({seed: 7, invariant: 'I9', detail: 'hub: one'});
});
