import {spawn} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {createRequire} from 'node:module';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import * as z from 'zod';
import {avahiMissing} from './avahi.ts';
import {storeNetworkMissing} from './store-network.ts';

/** What can be played by itself; its number is where it stands. */
const SCENES = [
  {file: 'tooling/lab/impostor.process.test.ts', title: 'an impostor under the name'},
  {file: 'tooling/lab/uplink-faults.process.test.ts', title: 'captive portal'},
] as const;
const root = fileURLToPath(new URL('../../', import.meta.url));
const VITEST = join(
  dirname(createRequire(join(root, 'package.json')).resolve('vitest/package.json')),
  'vitest.mjs',
);

const reportSchema = z.object({
  numPassedTests: z.int(),
  testResults: z.array(
    z.object({
      assertionResults: z.array(
        z.object({
          status: z.string(),
          title: z.string(),
          failureMessages: z.array(z.string()).optional(),
        }),
      ),
    }),
  ),
});

// Takes the number of a scene as a message, plays it as the tests do, and answers with what failed.
// A number behind the last scene finds nothing. Where there can be no lab, it says so instead.
const stop = new AbortController();
process.on('message', (seed: number) => void play(seed));
process.on('disconnect', () => {
  stop.abort();
  process.exit();
});

async function play(seed: number): Promise<void> {
  const scene = SCENES[seed - 1];
  const missing = (await storeNetworkMissing()) ?? (await avahiMissing());
  if (missing !== undefined) process.send?.({seed, troubles: [], missing: `the lab ${missing}`});
  else process.send?.({seed, troubles: scene ? await failuresOf(scene) : []});
}

async function failuresOf({file, title}: (typeof SCENES)[number]) {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-'));
  try {
    const report = join(folder, 'report.json');
    const what = ['run', '--project', 'process', file, '-t', title];
    const how = ['--reporter', 'json', '--outputFile', report];
    await new Promise<void>((resolve, reject) => {
      const options = {cwd: root, stdio: 'ignore', signal: stop.signal} as const;
      const child = spawn(process.execPath, [VITEST, ...what, ...how], options);
      child.once('error', reject);
      child.once('exit', () => resolve());
    });
    const {numPassedTests, testResults} = reportSchema.parse(
      JSON.parse(readFileSync(report, 'utf8')),
    );
    const failed = testResults
      .flatMap(({assertionResults}) => assertionResults)
      .filter(({status}) => status === 'failed')
      .map(({title: at, failureMessages = []}) => {
        return {invariant: 'lab', at, detail: failureMessages[0] ?? 'failed'};
      });
    const played = numPassedTests + failed.length > 0;
    return played ? failed : [{invariant: 'defect', at: file, detail: 'no scene was played'}];
  } catch (error) {
    return [{invariant: 'defect', at: file, detail: String(error)}];
  } finally {
    rmSync(folder, {recursive: true});
  }
}
