import {Defect} from '@holdfast/std';
import {expect, test} from 'vitest';
import {Connection} from './connection.ts';
import {integerPragma} from './pragma.ts';
import {useFolder} from './testing-folder.ts';

const at = useFolder();

test('a setting is refused before it is compiled, for some act then', () => {
  const connection = new Connection({path: at('x.db'), busyTimeoutMs: 0});
  connection.exec('PRAGMA foreign_keys = ON');
  expect(() => connection.get('PRAGMA foreign_keys = OFF', [])).toThrow(Defect);
  expect(integerPragma(connection, 'foreign_keys')).toBe(1);
  connection.close();
});
