import {expect, test} from 'vitest';
import {JSON_DEPTH_MAX, parseJson} from './parse-json.ts';

const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

test.each([
  '{"a":1,"b":{"a":1},"c":[{"a":1},{"a":1}]}',
  '{"a:b":"c:d\\":e{[","":0}',
  '"text"',
  'null',
  ' {\n"a" : "\\\\" } ',
  '{"__proto__":1,"constructor":2}',
  nested(JSON_DEPTH_MAX),
])('%s is read as it is', text => {
  expect(parseJson(text)).toEqual({ok: true, value: JSON.parse(text)});
});

test.each([
  ['{"a":"4111111111111111","a":"x"}', 'names a field twice in one object'],
  ['[{"b":{"a":1,"a":1}}]', 'names a field twice in one object'],
  ['{"a":1,"\\u0061":2}', 'names a field twice in one object'],
  ['{"__proto__":1,"__proto__":2}', 'names a field twice in one object'],
  ['{"a":1', 'is not JSON'],
  ['', 'is not JSON'],
  ['\uFEFF{}', 'is not JSON'],
  ['{a:1}', 'is not JSON'],
  [nested(JSON_DEPTH_MAX + 1), `is nested deeper than ${JSON_DEPTH_MAX}`],
  ['['.repeat(500_000), `is nested deeper than ${JSON_DEPTH_MAX}`],
])('%.40s is refused: %s', (text, reason) => {
  expect(parseJson(text)).toEqual({ok: false, issue: {field: '', reason}});
});
