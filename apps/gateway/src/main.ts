import {readFileSync} from 'node:fs';
import {parseArgs} from 'node:util';
import {createJsonLog} from '@holdfast/platform-node';
import {Fault, isFault} from '@holdfast/std';
import {parse as parseToml} from 'smol-toml';
import {parseGatewayConfig} from './config.ts';
import {Gateway} from './gateway.ts';

const DRAIN_MS = 20_000;

/**
 * Runs a gateway from its configuration file until SIGTERM or SIGINT; says on standard output where
 * it is.
 */
async function main(): Promise<void> {
  const {values} = parseArgs({options: {config: {type: 'string'}}});
  const config = parseGatewayConfig(values.config ? readConfig(values.config) : {});
  const log = createJsonLog({level: config.log.level, fields: {app: 'gateway'}});
  const stop = new AbortController();
  const end = () => {
    stop.abort();
    // Whoever is asked to stop and cannot is safe to kill: that is what the store is tested for.
    setTimeout(() => process.exit(1), DRAIN_MS).unref();
  };
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
  const gateway = new Gateway({config, log});
  await gateway.run(stop.signal, () => process.stdout.write(`${JSON.stringify(gateway.door)}\n`));
}

function readConfig(file: string): unknown {
  try {
    return parseToml(readFileSync(file, 'utf8'));
  } catch (cause) {
    const reason = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : 'unreadable';
    throw new Fault('config/invalid', {file, reason}, {cause});
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${isFault(error) ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
