import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {DataKeys} from '@holdfast/data-keys';
import type {IndexUnderTest, StoreUnderTest} from '@holdfast/ledger/acceptance';
import type {IndexAnswer, IndexQuestion} from '../index-messages.ts';
import type {LedgerAnswer, LedgerQuestion} from '../ledger-messages.ts';
import {LibsqlLedgerIndex} from '../libsql-ledger-index.ts';
import {LibsqlLedgerStore} from '../libsql-ledger-store.ts';
import type {Line} from '../line.ts';

/** A store in a folder of its own, at the other end of this line. */
export async function storeOver(
  line: Line<LedgerQuestion, LedgerAnswer>,
  keys?: DataKeys,
): Promise<StoreUnderTest> {
  const directory = mkdtempSync(join(tmpdir(), 'holdfast-'));
  const path = join(directory, 'ledger.db');
  const open = (mode: 'create' | 'existing') =>
    LibsqlLedgerStore.open(line, {ledger: 1, path, mode, reserveBytes: 65_536, keys});
  const store = await open('create');
  return {
    store,
    async reopen() {
      await store.close();
      return await open('existing');
    },
    async dispose() {
      await line.stop();
      rmSync(directory, {recursive: true});
    },
  };
}

/** An index in a folder of its own, at the other end of this line. */
export async function indexOver(line: Line<IndexQuestion, IndexAnswer>): Promise<IndexUnderTest> {
  const directory = mkdtempSync(join(tmpdir(), 'holdfast-'));
  const path = join(directory, 'index.db');
  const index = await LibsqlLedgerIndex.open(line, {path, fresh: false});
  return {
    index,
    async dispose() {
      await index.close();
      rmSync(directory, {recursive: true});
    },
  };
}
