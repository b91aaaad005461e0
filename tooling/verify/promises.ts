import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {promisesOf} from './promise-table.ts';
import {runCommand} from './run-command.ts';

// Runs what docs/promises.md says one can run, and compares how each command ends.
const root = fileURLToPath(new URL('../../', import.meta.url));
const wanted = process.argv.slice(2).map(word => word.toLowerCase());
const promises = promisesOf(readFileSync(join(root, 'docs/promises.md'), 'utf8')).filter(
  ({row}) => wanted.length === 0 || wanted.some(word => row.toLowerCase().includes(word)),
);
const stop = new AbortController();
process.once('SIGINT', () => stop.abort());

const broken: string[] = [];
for (const {promise, command, exitCode} of promises) {
  console.log(`\n━━ ${promise}\n$ ${command}`);
  const startedMs = performance.now();
  const ended = await runCommand({line: command, cwd: root, env: process.env}, stop.signal);
  const seconds = Math.round((performance.now() - startedMs) / 1000);
  const kept = ended === exitCode;
  console.log(`${kept ? '✓' : '✗'} exit code ${ended}, in ${seconds} s`);
  if (!kept) broken.push(`${command} (exit code ${ended}, not ${exitCode})`);
  if (stop.signal.aborted) break;
}
for (const command of broken) console.log(`✗ ${command}`);
console.log(`promises: ${promises.length} commands, ${broken.length} ended otherwise`);
process.exitCode = broken.length > 0 || promises.length === 0 || stop.signal.aborted ? 1 : 0;
