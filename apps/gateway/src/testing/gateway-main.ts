import {readConfig} from '@holdfast/config-toml';
import {createJsonLog} from '@holdfast/platform-node';
import {isFault} from '@holdfast/std';
import {gatewayConfigSchema} from '../config.ts';
import {Gateway} from '../gateway.ts';

// A gateway as a process of its own, for tests that kill it. Its configuration file is its
// argument; its first line on standard output says where it listens.
const stop = new AbortController();
process.once('SIGTERM', () => stop.abort());
try {
  const {value: config} = readConfig(gatewayConfigSchema, {files: process.argv.slice(2)});
  const log = createJsonLog({level: config.log.level, fields: {app: 'gateway'}});
  const gateway = new Gateway({config, log});
  await gateway.run(stop.signal, () => process.stdout.write(`${JSON.stringify(gateway.door)}\n`));
} catch (error) {
  process.stderr.write(`${isFault(error) ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
