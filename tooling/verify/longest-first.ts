import {BaseSequencer, type TestSpecification} from 'vitest/node';

/**
 * Files that take longest, longest first: one of them begun last keeps a whole run waiting while
 * the other workers stand idle. Only an order: a file that is not here runs all the same.
 */
export const LONGEST: readonly string[] = [
  'apps/cli/src/stick/verify-large-export.process.test.ts',
  'apps/cli/src/till/browser-till.browser.test.ts',
  'apps/cli/src/commands/pair-code.process.test.ts',
  'packages/ledger-libsql/src/retention.process.test.ts',
  'apps/cli/src/till/console.browser.test.ts',
  'apps/cli/src/commands/hub-commands.process.test.ts',
  'tooling/lab/uplink-faults.process.test.ts',
  'apps/cli/src/store/testssl.process.test.ts',
  'apps/cli/src/store/gateway-restored.process.test.ts',
  'apps/cli/src/store/adopt.process.test.ts',
  'apps/cli/src/store/deaths.process.test.ts',
  'apps/cli/src/store/card-doors.process.test.ts',
  'packages/journal-indexeddb/src/crash.browser.test.ts',
  'tooling/lab/interface-changes.process.test.ts',
  'apps/cli/src/demo/demo.process.test.ts',
  'tooling/lab/deaths.process.test.ts',
  'apps/cli/src/store/standby.process.test.ts',
  'apps/cli/src/store/adopt-browser.process.test.ts',
  'packages/ledger-libsql/src/ledger.process.test.ts',
  'packages/ingest/src/card-door.process.test.ts',
  'tooling/crash-lab/crash.process.test.ts',
  'apps/cli/src/stick/carried-by-hand.process.test.ts',
  'packages/fleet-libsql/src/worker-fleet-store.process.test.ts',
  'tooling/lab/split-lan.process.test.ts',
  'tooling/lab/impostor.process.test.ts',
  'apps/gateway/src/gateway.process.test.ts',
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
