import {existsSync, readdirSync} from 'node:fs';
import {join} from 'node:path';

const SYSTEM = '/etc/holdfast';

/**
 * The TOML files of a program, the strongest first: the one named on the command line alone, or
 * else `/etc/holdfast/conf.d/*.toml` over `/etc/holdfast/NAME.toml`, where they exist.
 */
export function configFiles(
  program: 'hub' | 'gateway' | 'terminal',
  named: string | undefined,
): string[] {
  if (named !== undefined) return [named];
  const main = join(SYSTEM, `${program}.toml`);
  const dropIns = join(SYSTEM, 'conf.d');
  const parts = existsSync(dropIns)
    ? readdirSync(dropIns).filter(name => name.endsWith('.toml'))
    : [];
  return [
    ...parts
      .sort()
      .reverse()
      .map(name => join(dropIns, name)),
    ...(existsSync(main) ? [main] : []),
  ];
}
