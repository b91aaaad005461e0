import {readdirSync, readFileSync, renameSync, rmSync} from 'node:fs';
import {DatabaseSync} from 'node:sqlite';
import {Fault, isFault} from '@holdfast/std';
import {describe, expect, test} from 'vitest';
import {type Database, openDatabase, type Schema} from './index.ts';
import {newestVersion} from './schema.ts';
import {useFolder} from './testing-folder.ts';

const at = useFolder();

const first: Schema = {
  applicationId: 1,
  programVersion: '1.0.0',
  migrations: [{version: 1, sql: 'CREATE TABLE notes (text TEXT NOT NULL) STRICT;'}],
};
const second: Schema = {
  ...first,
  programVersion: '2.0.0',
  migrations: [
    ...first.migrations,
    {
      version: 2,
      minimumReader: 1,
      sql: `ALTER TABLE notes ADD COLUMN stars INTEGER;
            CREATE TRIGGER five AFTER INSERT ON notes BEGIN UPDATE notes SET stars = 5; END`,
    },
  ],
};
const third: Schema = {
  ...first,
  programVersion: '3.0.0',
  migrations: [...second.migrations, {version: 3, sql: 'ALTER TABLE notes RENAME TO remarks'}],
};

function opened<T>(schema: Schema, use: (database: Database) => T): T {
  const database = openDatabase({path: at('notes.db'), schema, mode: 'create'});
  try {
    return use(database);
  } finally {
    database.close();
  }
}
const note = (text: string) => (database: Database) =>
  database.write(() => database.run('INSERT INTO notes (text) VALUES (?)', [text]));

function notesIn(file: string): unknown {
  const judge = new DatabaseSync(at(file), {readOnly: true});
  try {
    return judge.prepare('SELECT text FROM notes').all();
  } finally {
    judge.close();
  }
}

test('a ladder of two steps brings every row along', () => {
  opened(first, note('kept'));
  opened(third, database => {
    expect(database.all('SELECT * FROM remarks')).toEqual([{text: 'kept', stars: null}]);
  });
});

test('a new file gets the same schema as one that climbed the ladder', () => {
  const shape = (file: string, schema: Schema) => {
    const database = openDatabase({path: at(file), schema, mode: 'create'});
    const rows = database.all('SELECT name, sql FROM sqlite_schema ORDER BY name');
    database.close();
    return rows;
  };
  shape('climbed.db', first);
  expect(shape('climbed.db', third)).toEqual(shape('fresh.db', third));
});

describe('before it migrates it keeps a copy of the file as it was', () => {
  test('which holds the old schema and all rows, those still in the log too', () => {
    opened(first, note('kept'));
    opened(second, () => {});
    expect(notesIn('notes.db.v1.bak')).toMatchObject([{text: 'kept'}]);
    const restored = openDatabase({path: at('notes.db.v1.bak'), schema: first, mode: 'existing'});
    expect(restored.all('SELECT * FROM notes')).toEqual([{text: 'kept'}]);
    restored.close();
  });

  test('and never overwrites an older one', () => {
    opened(first, note('one'));
    opened(second, () => {});
    const older = readFileSync(at('notes.db.v1.bak'));
    // Somebody put the old file back, sold on, and upgraded again.
    const back = openDatabase({path: at('notes.db.v1.bak'), schema: first, mode: 'existing'});
    back.vacuumInto(at('again.db'));
    back.close();
    rename('again.db', 'notes.db');
    opened(first, note('two'));
    opened(second, () => {});
    expect(readFileSync(at('notes.db.v1.bak')).subarray(100)).toEqual(older.subarray(100));
    expect(notesIn('notes.db.v1.2.bak')).toMatchObject([{text: 'one'}, {text: 'two'}]);
  });

  test('once, however often the migration itself fails', () => {
    opened(first, note('kept'));
    const broken: Schema = {
      ...first,
      migrations: [...first.migrations, {version: 2, sql: 'ALTER TABLE nothing RENAME TO no'}],
    };
    for (let attempt = 0; attempt < 3; attempt += 1)
      expect(() => opened(broken, () => {})).toThrow(/^SQLite takes the statement/);
    expect(files()).toEqual(expect.arrayContaining(['notes.db.v1.bak']));
    expect(files()).not.toContain('notes.db.v1.2.bak');
    opened(first, database => {
      expect(database.all('SELECT * FROM notes')).toEqual([{text: 'kept'}]);
    });
  });
});

describe('foreign keys', () => {
  const family: Schema = {
    ...first,
    migrations: [
      {
        version: 1,
        sql: `CREATE TABLE parents (id INTEGER PRIMARY KEY) STRICT;
              CREATE TABLE children (parent INTEGER REFERENCES parents ON DELETE CASCADE) STRICT`,
      },
    ],
  };
  const then = (sql: string): Schema => ({
    ...family,
    migrations: [...family.migrations, {version: 2, sql}],
  });
  const born = (database: Database) =>
    database.write(() => {
      database.run('INSERT INTO parents VALUES (1)');
      database.run('INSERT INTO children VALUES (1)');
    });

  test('hold while a table is rebuilt, and afterwards', () => {
    opened(family, born);
    const rebuilt = then(`CREATE TABLE anew (id INTEGER PRIMARY KEY, name TEXT) STRICT;
      INSERT INTO anew (id) SELECT id FROM parents; DROP TABLE parents; ALTER TABLE anew RENAME TO parents`);
    opened(rebuilt, database => {
      expect(database.all('SELECT * FROM children')).toEqual([{parent: 1}]);
      const orphan = () => database.write(() => database.run('INSERT INTO children VALUES (9)'));
      expect(orphan).toThrow(/FOREIGN KEY|\(787\)/);
    });
  });

  test('that a step would break undo the step', () => {
    opened(family, born);
    expect(() => opened(then('DELETE FROM parents'), () => {})).toThrow(
      /no child without its parent/,
    );
    opened(family, database => expect(database.all('SELECT * FROM parents')).toEqual([{id: 1}]));
  });
});

test('a file that is new enough is opened without a copy', () => {
  opened(second, note('kept'));
  opened(second, () => {});
  expect(files().filter(name => name.includes('.bak'))).toEqual([]);
});

describe('a file of a newer program', () => {
  test('is refused by naming what wrote it and what can read it', () => {
    opened(third, () => {});
    const refusal = attempt(() => opened(first, () => {}));
    expect(refusal).toBeInstanceOf(Fault);
    expect(refusal).toMatchObject({
      code: 'database/too-new',
      fields: {
        path: at('notes.db'),
        fileVersion: 3,
        newestReadable: 1,
        minimumReader: '3',
        writtenBy: '3.0.0',
      },
    });
    opened(third, () => {}); // and is left as it was
  });

  test('is opened if the newer program said that it may be, and stays what it is', () => {
    opened(second, note('new'));
    opened(first, note('old'));
    opened(second, database => {
      expect(database.all('SELECT * FROM notes')).toEqual([
        {text: 'new', stars: 5},
        {text: 'old', stars: 5},
      ]);
    });
    expect(files().filter(name => name.includes('.bak'))).toEqual([]);
  });

  test('is corrupt if it does not say', () => {
    opened(third, () => {});
    const vandal = new DatabaseSync(at('notes.db'));
    vandal.exec("UPDATE meta SET value = x'ff'");
    vandal.close();
    expect(
      isFault(
        attempt(() => opened(first, () => {})),
        'database/corrupt',
      ),
    ).toBe(true);
  });
});

test.each([
  ['a missing rung', [{version: 2, sql: ''}]],
  ['a rung twice', [...first.migrations, ...first.migrations]],
  ['no rung', []],
  ['a reader from the future', [{version: 1, sql: '', minimumReader: 2}]],
])('a ladder with %s is a defect', (_, migrations) => {
  expect(() => newestVersion({...first, migrations})).toThrow(
    /^(schema versions|a schema|the oldest)/,
  );
});

function files(): readonly string[] {
  return readdirSync(at('.'));
}

function rename(from: string, to: string): void {
  for (const ending of ['-wal', '-shm']) rmSync(at(`${to}${ending}`), {force: true});
  renameSync(at(from), at(to));
}

function attempt(action: () => void): unknown {
  try {
    action();
    return undefined;
  } catch (error) {
    return error;
  }
}
