import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach} from 'vitest';
import type {Schema} from './schema.ts';

/** A fresh folder for each test of a file. Gives the absolute path of a name in it. */
export function useFolder(): (name: string) => string {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'holdfast-'));
  });
  afterEach(() => rmSync(folder, {recursive: true, force: true}));
  return name => join(folder, name);
}

export const CELLS: Schema = {
  applicationId: 0x48_46_54_31,
  programVersion: '1.2.3',
  migrations: [
    {
      version: 1,
      sql: `CREATE TABLE cells (id INTEGER PRIMARY KEY, count INTEGER, label TEXT UNIQUE, body BLOB) STRICT;
            -- a script may end in a comment`,
    },
  ],
};
