import {readConfig} from '@holdfast/config-toml';
import {isFault} from '@holdfast/std';
import {terminalConfigSchema} from '../config.ts';
import {runTerminal} from '../run-terminal.ts';

// A till agent as a process of its own, for tests that kill it. Its configuration is its argument;
// its first line on standard output says where it listens.
const stop = new AbortController();
process.once('SIGTERM', () => stop.abort());
try {
  await runTerminal({
    config: readConfig(terminalConfigSchema, {flags: JSON.parse(process.argv[2] ?? '{}')}).value,
    signal: stop.signal,
    onReady: door => process.stdout.write(`${JSON.stringify(door)}\n`),
  });
} catch (error) {
  process.stderr.write(`${isFault(error) ? error.code : String(error)}\n`);
  process.exitCode = 1;
}
