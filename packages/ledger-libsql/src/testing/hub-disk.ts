import {cpSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {AppendOutcome, Ledgers} from '@holdfast/ledger';
import {accepted, TestLane} from '@holdfast/ledger/testing';
import {createSigningKey, nodeDigest} from '@holdfast/platform-node';
import {type SigningKey, silentLog} from '@holdfast/std';
import {SeededRandom, VirtualClock} from '@holdfast/std/testing';
import type {JournalEntry} from '@holdfast/wire';
import {openLibsqlLedgers} from '../open-libsql-ledgers.ts';

/** A hub's disk that can be pulled out while the hub runs: as it is then, so it is opened again. */
export class HubDisk {
  readonly clock = new VirtualClock();
  readonly #identity: SigningKey;
  readonly #random = new SeededRandom(7);
  #folders: string[] = [mkdtempSync(join(tmpdir(), 'holdfast-'))];
  #open: Ledgers[] = [];

  private constructor(identity: SigningKey) {
    this.#identity = identity;
  }

  static async make(): Promise<HubDisk> {
    return new HubDisk(await createSigningKey());
  }

  path(name: string): string {
    return join(this.#folders.at(-1) ?? '', 'ledgers', name);
  }

  /** Every shell is inline here: the same calls, the same files. */
  async open(
    more: Pick<
      Parameters<typeof openLibsqlLedgers>[0],
      'distrust' | 'refill' | 'keys' | 'limits'
    > = {},
  ) {
    const ledgers = await openLibsqlLedgers({
      directory: this.path(''),
      keyDirectory: this.path('../keys'),
      shell: 'inline',
      reserveBytes: 65_536,
      identity: this.#identity,
      retailStoreId: '017',
      clock: this.clock,
      random: this.#random,
      log: silentLog,
      ...more,
    });
    this.#open.push(ledgers);
    return ledgers;
  }

  /** kill -9: the files as they are this instant become the disk. Nothing is closed or flushed. */
  kill(): void {
    const folder = mkdtempSync(join(tmpdir(), 'holdfast-'));
    cpSync(this.#folders.at(-1) ?? '', folder, {recursive: true});
    this.#folders.push(folder);
  }

  flipBit(name: string, at: number): void {
    const bytes = readFileSync(this.path(name));
    bytes[at] = (bytes[at] ?? 0) ^ 0x10;
    writeFileSync(this.path(name), bytes);
  }

  size(name: string): number {
    return statSync(this.path(name)).size;
  }

  async dispose(): Promise<void> {
    for (const ledgers of this.#open) await ledgers.close();
    for (const folder of this.#folders) rmSync(folder, {recursive: true});
  }
}

/** Appends of one breath, which make one group. */
export function appendAll(
  {current}: Pick<Ledgers, 'current'>,
  entries: readonly JournalEntry[],
): Promise<readonly AppendOutcome[]> {
  return Promise.all(entries.map(entry => current.append(accepted(entry))));
}

export function laneOf(workstationId: string): TestLane {
  return new TestLane({digest: nodeDigest, workstationId});
}
