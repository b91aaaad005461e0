/**
 * The one list of floors. Imports go down only; inside a floor, only along the arrows given here.
 *
 *   6 tooling · 5 apps · 4 adapters · 3 cores · 2 wire · 1 domain · 0 std
 *
 * A package that is not on the list may not exist: whoever adds one says here where it stands.
 */
export type Floor = 0 | 1 | 2 | 3 | 4 | 5 | 6;

/** Floors up to this one do no I/O: clock, chance, disk and network are handed in as ports. */
export const PURE_FLOOR_MAX: Floor = 3;

export interface Room {
  /** From the root; its last part is the package's name behind `@holdfast/`. */
  readonly folder: string;
  readonly floor: Floor;
  /** Rooms of the same floor that it may import. */
  readonly siblings?: readonly string[];
  /** Rooms that it may not reach, not even through others. */
  readonly never?: readonly string[];
  /** Why a room of a pure floor may read files all the same. */
  readonly impure?: string;
}

const ADAPTER_SIBLINGS = ['strict-libsql', 'platform-node'];
/** Stores whose rows lie sealed. */
const STORE_SIBLINGS = [...ADAPTER_SIBLINGS, 'data-keys'];

export const ROOMS: readonly Room[] = [
  {folder: 'packages/std', floor: 0},
  {
    folder: 'packages/samples',
    floor: 0,
    siblings: ['std'],
    impure: 'It is recorded data, read from beside its own source.',
  },

  {folder: 'packages/domain', floor: 1},

  {folder: 'packages/wire', floor: 2},

  {folder: 'packages/trust', floor: 3},
  {folder: 'packages/ledger', floor: 3},
  {folder: 'packages/ingest', floor: 3, siblings: ['ledger', 'trust']},
  {folder: 'packages/forwarder', floor: 3, siblings: ['ledger', 'trust']},
  {folder: 'packages/standby', floor: 3, siblings: ['forwarder', 'ledger', 'trust']},
  {folder: 'packages/uplink', floor: 3, siblings: ['trust']},
  {folder: 'packages/fleet', floor: 3, siblings: ['trust']},
  {folder: 'packages/terminal-sdk', floor: 3, siblings: ['trust']},
  {folder: 'packages/importer', floor: 3},
  {folder: 'packages/checkers', floor: 3},
  {folder: 'packages/catalogue', floor: 3, siblings: ['importer']},
  {folder: 'packages/orders', floor: 3},
  {folder: 'packages/messages', floor: 3},
  {folder: 'packages/paper', floor: 3, siblings: ['catalogue', 'messages']},
  {folder: 'packages/printing', floor: 3},

  {folder: 'packages/strict-libsql', floor: 4},
  {folder: 'packages/platform-node', floor: 4},
  {folder: 'packages/platform-web', floor: 4},
  {folder: 'packages/data-keys', floor: 4, siblings: ['platform-node']},
  {folder: 'packages/config-toml', floor: 4},
  {folder: 'packages/compressor-zstd', floor: 4},
  {folder: 'packages/store-ca', floor: 4},
  {folder: 'packages/ledger-libsql', floor: 4, siblings: STORE_SIBLINGS},
  {folder: 'packages/journal-libsql', floor: 4, siblings: STORE_SIBLINGS},
  {folder: 'packages/fleet-libsql', floor: 4, siblings: STORE_SIBLINGS},
  {folder: 'packages/lan-ws', floor: 4, siblings: ADAPTER_SIBLINGS},
  {folder: 'packages/discovery-mdns', floor: 4, siblings: ADAPTER_SIBLINGS},
  {folder: 'packages/uplink-https', floor: 4, siblings: ADAPTER_SIBLINGS},
  {folder: 'packages/journal-indexeddb', floor: 4, siblings: ['platform-web']},
  {folder: 'packages/ui', floor: 4},
  {folder: 'packages/page-build', floor: 4},
  {folder: 'packages/printer-escpos', floor: 4},
  {
    folder: 'packages/prover',
    floor: 4,
    siblings: ADAPTER_SIBLINGS,
    // A proof that shares code with what it proves repeats its mistakes.
    never: ['ledger', 'forwarder', 'ledger-libsql', 'data-keys', 'wire', 'trust'],
  },

  {folder: 'apps/hub', floor: 5},
  {folder: 'apps/gateway', floor: 5},
  {folder: 'apps/terminal', floor: 5},
  {folder: 'apps/pos', floor: 5},
  {folder: 'apps/console', floor: 5, siblings: ['hub']},
  {folder: 'apps/cli', floor: 5, siblings: ['hub', 'gateway', 'terminal', 'pos', 'console']},

  // A package by its place, a tool by its floor: it stands on whole programs, and on fakes.
  {folder: 'packages/simulator', floor: 6},
  {folder: 'tooling/floors', floor: 6},
  {folder: 'tooling/lab', floor: 6},
  {folder: 'tooling/bench', floor: 6},
  {folder: 'tooling/crash-lab', floor: 6},
  {folder: 'tooling/fuzz', floor: 6},
  {folder: 'tooling/mutants', floor: 6},
  {folder: 'tooling/screens', floor: 6},
  {folder: 'tooling/storm', floor: 6},
  {folder: 'tooling/verify', floor: 6, siblings: ['floors']},
];

/**
 * What a test may import from above all the same, because a core's tests run on Node with real
 * digests and real keys. A ring of packages it may not close.
 */
export const ABOVE_FOR_TESTS: readonly string[] = ['platform-node'];

/** What a core must not touch, and what it asks for instead. */
export const PORT_INSTEAD: Readonly<Record<string, string>> = {
  Buffer: 'Uint8Array and the byte tools of std',
  Date: 'Clock.wallMs',
  Function: 'a function',
  Worker: 'a port of this core',
  WebSocket: 'a port of this core',
  XMLHttpRequest: 'a port of this core',
  clearInterval: 'Clock.sleep with an AbortSignal',
  clearTimeout: 'Clock.sleep with an AbortSignal',
  console: 'Log',
  crypto: 'Digest, Random or SigningKey',
  document: 'a port of this core',
  eval: 'a function',
  fetch: 'a port of this core',
  global: 'a port of this core',
  globalThis: 'a port of this core',
  indexedDB: 'a port of this core',
  localStorage: 'a port of this core',
  navigator: 'a port of this core',
  performance: 'Clock.monotonicMs',
  process: 'a value handed in by the app',
  require: 'import',
  self: 'a port of this core',
  sessionStorage: 'a port of this core',
  setImmediate: 'Clock.sleep',
  setInterval: 'Clock.sleep in a loop',
  setTimeout: 'Clock.sleep',
  window: 'a port of this core',
};

/** Libraries that only compute. Any other would bring its own I/O into a core by the back door. */
export const PURE_LIBRARIES: readonly string[] = [
  '@noble/curves',
  '@noble/hashes',
  '@scure/bip39', // its list of words
  'csv-parse',
  'fast-check',
  'vitest', // acceptance suites only: nothing else could run them
  'zod',
];

/**
 * Members that are refused, and single members that a refused name has all the same, file by file.
 */
export const MEMBER_INSTEAD: Readonly<Record<string, string>> = {'Math.random': 'Random'};
export const MEMBER_ALLOWED: Readonly<Record<string, readonly string[]>> = {
  // A fixed instant in words a person can read; it asks no clock.
  'packages/std/src/testing.ts': ['Date.UTC'],
};
