import {BaseSequencer, type TestSpecification} from 'vitest/node';

/**
 * Files that take longest, longest first: one of them begun last keeps a whole run waiting while
 * the other workers stand idle. Only an order: a file that is not here runs all the same.
 */
export const LONGEST: readonly string[] = [
  'tooling/lab/uplink-faults.process.test.ts',
  'apps/cli/src/store/deaths.process.test.ts',
  'apps/cli/src/stick/verify-large-export.process.test.ts',
  'apps/cli/src/commands/pair-code.process.test.ts',
  'packages/ledger-libsql/src/retention.process.test.ts',
  'tooling/lab/deaths.process.test.ts',
  'apps/cli/src/store/testssl.process.test.ts',
  'packages/ledger-libsql/src/ledger.process.test.ts',
  'apps/cli/src/commands/hub-commands.process.test.ts',
  'packages/fleet-libsql/src/worker-fleet-store.process.test.ts',
  'packages/ingest/src/card-door.process.test.ts',
  'apps/cli/src/stick/carried-by-hand.process.test.ts',
  'tooling/lab/interface-changes.process.test.ts',
  'apps/gateway/src/gateway.process.test.ts',
  'apps/cli/src/demo/demo.process.test.ts',
  'tooling/lab/impostor.process.test.ts',
];

/** Puts {@link LONGEST} first; the others follow as vitest would have them. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((one, other) => rank(one) - rank(other));
  }
}

function rank({moduleId}: TestSpecification): number {
  const at = LONGEST.findIndex(file => moduleId.endsWith(file));
  return at < 0 ? LONGEST.length : at;
}
