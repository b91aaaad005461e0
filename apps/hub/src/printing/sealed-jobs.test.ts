import {mkdtempSync, readdirSync, readFileSync, renameSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createDataKeys} from '@holdfast/data-keys';
import {printJobSchema} from '@holdfast/printing';
import {silentLog} from '@holdfast/std';
import {afterEach, expect, test} from 'vitest';
import {sealedJobs} from './sealed-jobs.ts';

const directory = mkdtempSync(join(tmpdir(), 'holdfast-'));
const folder = join(directory, 'print-jobs');
const keys = createDataKeys({file: join(directory, 'data-keys.json'), credential: undefined}, 0);
afterEach(() => rmSync(directory, {recursive: true, force: true}));

test('a job lies sealed: no word of its paper is in the file, and it opens nowhere else', async () => {
  const disk = sealedJobs(folder, {keys: () => keys, log: silentLog});
  const job = printJobSchema.parse({
    ...{workstationId: 'W01', jobId: 'receipt-1', title: 'W01-K7Q-000482', printer: 'counter'},
    ...{state: 'waiting', drawer: false, askedAtMs: 1, releasedAtMs: 1, perhapsPrinted: false},
    document: {blocks: [{kind: 'text', text: 'Fresh milk'}]},
  });
  await disk.keep(job);
  expect(await disk.load()).toEqual([job]);
  const [name = ''] = readdirSync(folder);
  expect(readFileSync(join(folder, name)).includes('milk')).toBe(false);
  renameSync(join(folder, name), join(folder, 'W02.receipt-1.hfp'));
  expect(await disk.load()).toEqual([]);
  await disk.drop({...job, workstationId: 'W02'});
  expect(readdirSync(folder)).toEqual([]);
});
