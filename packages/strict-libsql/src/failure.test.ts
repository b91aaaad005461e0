import {Defect, Fault} from '@holdfast/std';
import {expect, test} from 'vitest';
import {toFailure} from './failure.ts';

function failureOf(rawCode: number, {diskFull}: {readonly diskFull: boolean}): Fault | Defect {
  const error = Object.assign(new Error('from SQLite'), {rawCode});
  return toFailure({error, path: '/db', doing: 'SELECT 1', diskFull: () => diskFull});
}

// Extended result codes, https://sqlite.org/rescode.html
test.each([
  ['SQLITE_BUSY', 5, 'database/in-use'],
  ['SQLITE_BUSY_SNAPSHOT', 517, 'database/in-use'],
  ['SQLITE_READONLY_DBMOVED', 1032, 'database/failed'],
  ['SQLITE_IOERR_READ', 266, 'database/failed'],
  ['SQLITE_IOERR_FSYNC', 1034, 'database/failed'],
  ['SQLITE_IOERR_SHMSIZE', 4874, 'database/failed'],
  ['SQLITE_CORRUPT', 11, 'database/corrupt'],
  ['SQLITE_CORRUPT_INDEX', 779, 'database/corrupt'],
  ['SQLITE_NOTADB', 26, 'database/corrupt'],
  ['SQLITE_FULL', 13, 'database/disk-full'],
  ['SQLITE_CANTOPEN', 14, 'database/failed'],
])('%s is the world: %d is %s', (_, rawCode, code) => {
  const failure = failureOf(rawCode, {diskFull: false});
  expect(failure).toMatchObject({code, fields: {path: '/db', resultCode: rawCode}});
});

test('an I/O error of the shared memory on a full disk is a full disk', () => {
  expect(failureOf(4874, {diskFull: true})).toMatchObject({code: 'database/disk-full'});
  expect(failureOf(1034, {diskFull: true})).toMatchObject({code: 'database/failed'});
});

test.each([
  ['SQLITE_ERROR', 1],
  ['SQLITE_TOOBIG', 18],
  ['SQLITE_CONSTRAINT_UNIQUE', 2067],
  ['SQLITE_MISMATCH', 20],
  ['SQLITE_MISUSE', 21],
])('%s is ours: a defect with the statement in it', (_, rawCode) => {
  const failure = failureOf(rawCode, {diskFull: false});
  expect(failure).toBeInstanceOf(Defect);
  expect(failure.message).toContain('SELECT 1');
});

test('a full disk met outside SQLite is a full disk too, and any other failed call a failure', () => {
  const met = (code: string) => {
    const error = Object.assign(new Error(code), {code, syscall: 'fsync'});
    return toFailure({error, path: '/db', doing: 'copy', diskFull: () => false});
  };
  expect(met('ENOSPC')).toMatchObject({code: 'database/disk-full'});
  expect(met('EIO')).toMatchObject({code: 'database/failed'});
});

test('what is sorted already stays as it is', () => {
  for (const error of [new Fault('database/too-new'), new Defect('ours')])
    expect(toFailure({error, path: '/db', doing: 'open', diskFull: () => false})).toBe(error);
});
