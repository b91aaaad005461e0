import {join} from 'node:path';
import {openLibsqlJournal} from '@holdfast/journal-libsql';
import {accepted, TestLane} from '@holdfast/ledger/testing';
import {openLibsqlLedgers} from '@holdfast/ledger-libsql';
import {
  loadOrCreateSigningKey,
  nodeDigest,
  systemClock,
  systemRandom,
} from '@holdfast/platform-node';
import {type Clock, equalBytes, isFault, silentLog, toHex} from '@holdfast/std';
import {nextEntry} from './next-entry.ts';
import type {Acks, Trouble} from './trouble.ts';

export const RESERVE_BYTES = 65_536;
const READ = {entriesMax: 10_000, bodyBytesMax: 100_000_000};

export type SubjectName = 'ledger' | 'journal';

export function isSubjectName(name: string): name is SubjectName {
  return name === 'ledger' || name === 'journal';
}

/** Files as they were found, and the wall clock of the machine that finds them. */
interface Found {
  readonly directory: string;
  readonly acks: Acks;
  /** So many years the wall clock is off. */
  readonly yearsOff: number;
}

/**
 * Opens the files with the real code, as after a restart, and holds them against what had been
 * acknowledged: nothing lost, nothing renumbered, the chain whole, and the next entry is taken.
 */
export async function inspect(subject: SubjectName, found: Found): Promise<readonly Trouble[]> {
  try {
    return await (subject === 'ledger' ? inspectLedger(found) : inspectJournal(found));
  } catch (error) {
    if (isFault(error)) return [{invariant: 'fault', at: subject, detail: error.code}];
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return [{invariant: 'defect', at: subject, detail}];
  }
}

async function inspectLedger({directory, acks, yearsOff}: Found): Promise<readonly Trouble[]> {
  const ledgers = await openLibsqlLedgers({
    directory: join(directory, 'ledgers'),
    keyDirectory: join(directory, 'keys'),
    shell: 'inline',
    reserveBytes: RESERVE_BYTES,
    identity: await loadOrCreateSigningKey(join(directory, 'identity.pem')),
    retailStoreId: '017',
    clock: clockOff(yearsOff),
    random: systemRandom,
    log: silentLog,
  });
  try {
    const {current, report} = ledgers;
    const troubles: Trouble[] = [];
    const found = (invariant: Trouble['invariant'], detail: string) =>
      troubles.push({invariant, at: 'ledger', detail});
    const isFirst = report.opened === 'first' && acks.size === 0;
    if ((report.opened !== 'existing' && !isFirst) || report.lost) {
      found(
        'lossNamed',
        `opened as ${report.opened} at ${report.position}, anchor ${report.anchor}`,
      );
      return troubles;
    }
    const {entries} = await current.readAfter(0, READ);
    const there = new Map(entries.map(({line}) => [line.position, toHex(line.entryHash)]));
    troubles.push(...missingOf('ledger', acks, there));
    if (entries.length !== current.end().position) {
      found('I4', `${entries.length} entries can be read of ${current.end().position}`);
    }
    const till = new TestLane({
      digest: nodeDigest,
      workstationId: 'AFTER',
      mark: `${Math.random()}`,
    });
    const outcome = await current.append(accepted(till.next()));
    if (outcome.kind !== 'recorded' || outcome.position !== entries.length + 1) {
      found('I4', `the next entry is answered ${JSON.stringify(outcome)}`);
    }
    return troubles;
  } finally {
    await ledgers.close();
  }
}

async function inspectJournal({directory, acks}: Found): Promise<readonly Trouble[]> {
  const journal = await openLibsqlJournal({
    directory: join(directory, 'journal'),
    digest: nodeDigest,
    log: silentLog,
    reserveBytes: RESERVE_BYTES,
  });
  try {
    const entries = await journal.readAfter({
      ...{sequenceNumber: 0, entriesMax: READ.entriesMax},
      bytesMax: READ.bodyBytesMax,
    });
    const there = new Map(
      entries.map(({entry}) => [entry.header.sequenceNumber, toHex(entry.entryHash)]),
    );
    const troubles = missingOf('journal', acks, there);
    for (const [at, {entry}] of entries.entries()) {
      const before = entries[at - 1];
      if (!before || equalBytes(entry.header.prevHash, before.entry.entryHash)) continue;
      const detail = `${entry.header.sequenceNumber} does not point back`;
      troubles.push({invariant: 'I10', at: 'journal', detail});
    }
    await journal.append([await nextEntry(journal)]);
    return troubles;
  } finally {
    await journal.close();
  }
}

function missingOf(at: SubjectName, acks: Acks, there: ReadonlyMap<number, string>): Trouble[] {
  return [...acks].flatMap(([number, hash]) => {
    const found = there.get(number);
    if (found === hash) return [];
    const detail = `${number} was acknowledged, and ${found ? 'another stands there' : 'is gone'}`;
    return [{invariant: found ? 'I4' : 'I1', at, detail} as const];
  });
}

const YEAR_MS = 365.25 * 86_400_000;

function clockOff(years: number): Clock {
  return {
    monotonicMs: () => systemClock.monotonicMs(),
    wallMs: () => Math.max(0, Math.round(systemClock.wallMs() + years * YEAR_MS)),
    sleep: (durationMs, signal) => systemClock.sleep(durationMs, signal),
  };
}
