import {readdirSync, readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {
  hubToTerminalSchema,
  LAN_CLOSE_CODES,
  terminalToHubSchema,
  WIRE_LIMITS,
} from '@holdfast/wire';
import {expect, test} from 'vitest';
import {protocolPage} from './protocol-page.ts';

const page = protocolPage();
const headings = [...page.matchAll(/^#{3,4} `(.+)`$/gm)].map(([, name]) => name);

test('every message that a terminal or a hub may send has its place, once', () => {
  const types = [...terminalToHubSchema.options, ...hubToTerminalSchema.options].map(
    option => option.shape.type.value,
  );
  for (const type of types) expect(headings.filter(name => name === type)).toEqual([type]);
});

test.each(['wan', 'hub-journal'])('every message of %s has its place, once', folder => {
  const sources = fileURLToPath(new URL(`../../packages/wire/src/${folder}/`, import.meta.url));
  const declared = readdirSync(sources)
    .filter(file => !file.includes('.test.'))
    .flatMap(file => [
      ...readFileSync(sources + file, 'utf8').matchAll(/^export const (\w+)Schema = z\.object/gm),
    ])
    .map(([, name]) => name);
  expect(declared.length).toBeGreaterThan(3);
  expect(headings.filter(name => declared.includes(name)).sort()).toEqual(declared.sort());
});

test('every close code and every limit stands on the page with its value', () => {
  for (const [reason, {code, retry, means}] of Object.entries(LAN_CLOSE_CODES)) {
    expect(page.split(`| ${code} | \`${reason}\` | ${retry} | ${means} |\n`)).toHaveLength(2);
  }
  for (const name of Object.keys(WIRE_LIMITS)) expect(page).toContain(`| \`${name}\` | `);
});

test('every row of a table has as many cells as its head', () => {
  const tables = page.match(/(?:^\|.*\n)+/gm) ?? [];
  expect(tables.length).toBeGreaterThan(20);
  for (const table of tables) {
    const widths = table
      .trim()
      .split('\n')
      .map(row => row.split(/(?<!\\)\|/).length);
    expect(new Set(widths).size).toBe(1);
  }
});

test('each signing context is one of its own', () => {
  const contexts = [...page.matchAll(/^\| `(holdfast\/[a-z-]+\/\d)`/gm)].map(
    ([, context]) => context,
  );
  expect(contexts).toHaveLength(10);
  expect(new Set(contexts).size).toBe(contexts.length);
});

test('the same code gives the same page', () => {
  expect(protocolPage()).toBe(page);
});
