import {expect, test} from 'vitest';
import type {Finding} from './finding.ts';
import {tidyPapers} from './tidy-papers.ts';
import {tidySource} from './tidy-source.ts';

const says = (findings: readonly Finding[]) => findings.map(({rule, line}) => `${rule}:${line}`);
const source = (file: string, text: string) => says(tidySource(new Map([[file, text]])));
const paper = (file: string, text: string) => says(tidyPapers(new Map([[file, text]])));

const lines = (count: number) => 'f();\n'.repeat(count);
const wide = `f(${'a, '.repeat(40)}a);`;
// Put together here, or this file would be its own finding.
const join = (...parts: readonly string[]) => parts.join('');

test.each([
  ['packages/std/src/a.ts', lines(401), 'long-file:1'],
  ['packages/std/src/a.css', lines(401), 'long-file:1'],
  ['packages/std/src/a.test.ts', lines(601), 'long-file:1'],
  ['packages/std/src/a.ts', `f();\n${wide}`, 'wide-line:2'],
  ['packages/std/src/a.ts', `// ${'a '.repeat(60)}`, 'wide-line:1'],
  ['packages/std/src/a.ts', `${wide} 'short';`, 'wide-line:1'],
  ['packages/std/src/utils.ts', '', 'vague-name:1'],
  ['packages/std/src/helpers/a.ts', '', 'vague-name:1'],
  ['packages/std/src/types.ts', '', 'vague-name:1'],
  ['packages/std/src/a.ts', join('f(); // T', 'ODO later'), 'open-mark:1'],
  ['packages/std/src/a.sql', join('-- FIX', 'ME'), 'open-mark:1'],
  ['packages/std/src/a.ts', join('// biome-', 'ignore lint: no'), 'silenced:1'],
  ['packages/std/src/a.ts', join('// @ts-', 'ignore'), 'silenced:1'],
  ['packages/std/src/a.ts', join('export def', 'ault f;'), 'default-export:1'],
  ['packages/std/src/index.ts', "export * from './a.ts';", 'export-star:1'],
  ['packages/std/src/a.test.ts', join('test.on', 'ly("x", f);'), 'focused:1'],
  ['packages/std/src/a.faults.test.ts', 'test("x", f);', 'no-breaks:1'],
])('%s is refused when it holds what it must not (%#: %s)', (file, text, finding) => {
  expect(source(file, text)).toEqual([finding]);
});

test.each([
  ['packages/std/src/a.ts', lines(400)],
  ['packages/std/src/a.test.ts', lines(600)],
  ['packages/std/src/a.ts', `f('${'a '.repeat(60)}');`],
  ['packages/std/src/a.ts', `f(\`\n${'a '.repeat(60)}\n\`);`],
  ['packages/std/src/a.ts', `// see https://example.com/${'a'.repeat(100)}`],
  ['packages/std/src/commonly-named.ts', 'f();'],
  ['vitest.config.ts', join('export def', 'ault {};')],
  ['packages/std/src/a.faults.test.ts', "const BREAKS = ['power cut'] as const;"],
  ['packages/std/README.md', `# std ${'a '.repeat(60)}`],
])('%s stays when it keeps the rules (%#)', (file, text) => {
  expect(source(file, text)).toEqual([]);
});

test.each([
  ['docs/a.md', 'text', 'one-title:1'],
  ['docs/a.md', '# one\n\n# two\n', 'one-title:1'],
  ['docs/a.md', '```\n# a comment\n```\n', 'one-title:1'],
  ['docs/a.md', join('# one\n/wo', 'rk/main'), 'stray-word:2'],
  ['packages/std/src/a.ts', join('// see /tm', 'p/notes'), 'stray-word:1'],
  ['packages/std/src/a.ts', join('// the CE', 'O wants it'), 'stray-word:1'],
  ['docs/a.md', join('# one\nasked Clau', 'de'), 'stray-word:2'],
  ['packages/std/package.json', '{"exports": {".": "./src/index.ts"}}', 'dead-door:1'],
  ['packages/std/package.json', '{}', 'no-exports:1'],
])('%s is refused when its words are wrong (%#: %s)', (file, text, finding) => {
  const readme = new Map([['packages/std/README.md', '# std\n']]);
  expect(says(tidyPapers(new Map([...readme, [file, text]])))).toEqual([finding]);
});

test.each([
  ['docs/a.md', '# one\n\n## part\n\n```sh\n# a comment\n```\n'],
  ['.changeset/first.md', '---\n"a": minor\n---\n\nWords.\n'],
  ['packages/std/src/a.ts', 'const session = open(); // a session of a workstation'],
])('%s stays when its words are right (%#)', (file, text) => {
  expect(paper(file, text)).toEqual([]);
});

test('a package says what it is for', () => {
  const files = {
    'packages/std/package.json': '{"exports": {".": "./src/index.ts"}}',
    'packages/std/src/index.ts': '',
  };
  expect(says(tidyPapers(new Map(Object.entries(files))))).toEqual(['no-readme:1']);
});
