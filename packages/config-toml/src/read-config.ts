import {readFileSync} from 'node:fs';
import {Fault} from '@holdfast/std';
import {parse, TomlError} from 'smol-toml';
import type {z} from 'zod';
import {explainIssue} from './explain-issue.ts';

/** Where a value may come from, the strongest first. Each is a tree of the schema's own keys. */
export interface ConfigSources {
  /** From the command line, already in the schema's shape. */
  readonly flags?: ConfigTree;
  /** `HOLDFAST_LAN__PORT=7443` sets `lan.port`: two underscores for a dot. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** TOML files, the strongest first. One that is named and missing is an error. */
  readonly files?: readonly string[];
}

export interface ConfigTree {
  readonly [key: string]: unknown;
}

export interface ReadConfig<T> {
  readonly value: T;
  /**
   * Which source gave each value: `lan.port` → `HOLDFAST_LAN__PORT`. Keys left out came from
   * defaults.
   */
  readonly origins: ReadonlyMap<string, string>;
}

const PREFIX = 'HOLDFAST_';

/**
 * Lays flags over environment over files over the schema's defaults, and parses the result once.
 * Throws the fault `config/invalid` with `key`, `reason`, `from` and, for a typo, `meant`.
 */
export function readConfig<S extends z.ZodObject>(
  schema: S,
  sources: ConfigSources,
): ReadConfig<z.output<S>> {
  const origins = new Map<string, string>();
  let tree: ConfigTree = {};
  for (const file of [...(sources.files ?? [])].reverse()) {
    tree = lay(tree, readToml(file), key => origins.set(key, file));
  }
  for (const [name, text] of Object.entries(sources.environment ?? {})) {
    const key = environmentKey(name, schema);
    if (key === undefined || text === undefined) continue;
    tree = lay(tree, nest(key, scalar(text)), path => origins.set(path, name));
  }
  tree = lay(tree, sources.flags ?? {}, path => origins.set(path, 'the command line'));
  const result = schema.safeParse(tree);
  if (result.success) return {value: deepFreeze(result.data), origins};
  const first = result.error.issues[0];
  const explained = explainIssue(schema, first);
  throw new Fault('config/invalid', {...explained, from: originOf(origins, explained.key)});
}

function readToml(file: string): ConfigTree {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new Fault('config/invalid', {file, reason: 'cannot be read'}, {cause});
  }
  try {
    return parse(text);
  } catch (cause) {
    if (!(cause instanceof TomlError)) throw cause;
    const reason = cause.message.split('\n')[0] ?? 'is not TOML';
    throw new Fault(
      'config/invalid',
      {file, line: cause.line, column: cause.column, reason},
      {cause},
    );
  }
}

function isTree(value: unknown): value is ConfigTree {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)
  );
}

/** `over` on top of `under`; tables merge, everything else (arrays too) is replaced whole. */
function lay(
  under: ConfigTree,
  over: ConfigTree,
  note: (key: string) => void,
  path = '',
): ConfigTree {
  const laid: Record<string, unknown> = {...under};
  for (const [key, value] of Object.entries(over)) {
    if (value === undefined) continue;
    const at = path === '' ? key : `${path}.${key}`;
    const below = laid[key];
    if (isTree(value)) laid[key] = lay(isTree(below) ? below : {}, value, note, at);
    else {
      laid[key] = value;
      note(at);
    }
  }
  return laid;
}

/**
 * Only variables whose first part is one of the schema's keys are ours; `HOLDFAST_REQUIRE` is not.
 */
function environmentKey(name: string, schema: z.ZodObject): readonly string[] | undefined {
  if (!name.startsWith(PREFIX)) return undefined;
  const path = name.slice(PREFIX.length).toLowerCase().split('__');
  return path[0] !== undefined && path[0] in schema.shape ? path : undefined;
}

function nest(path: readonly string[], value: unknown): ConfigTree {
  const [key = '', ...rest] = path;
  return {[key]: rest.length === 0 ? value : nest(rest, value)};
}

/** Variables are text; TOML's own scalars are read as such, anything else stays text. */
function scalar(text: string): unknown {
  if (/^-?\d+$/.test(text)) return Number(text);
  if (text === 'true' || text === 'false') return text === 'true';
  return text;
}

function originOf(origins: ReadonlyMap<string, string>, key: string): string {
  const plain = key.replace(/\[\d+\]/g, '');
  for (const [known, origin] of origins) {
    if (known === plain || plain.startsWith(`${known}.`) || known.startsWith(`${plain}.`))
      return origin;
  }
  return 'nowhere: it has no default';
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const child of Object.values(value)) deepFreeze(child);
    Object.freeze(value);
  }
  return value;
}
