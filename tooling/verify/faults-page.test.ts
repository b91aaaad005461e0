import {FAULTS} from '@holdfast/std';
import {expect, test} from 'vitest';
import {faultsPage} from './faults-page.ts';

const page = faultsPage();

test('every fault stands on the page once, with its retry and its meaning', () => {
  for (const [code, {retry, means}] of Object.entries(FAULTS)) {
    expect(page.split(`| \`${code}\` | ${retry} | ${means} |\n`)).toHaveLength(2);
  }
});

test('faults stand under their area, areas and codes in alphabetical order', () => {
  const areas = [...page.matchAll(/^## (.+)$/gm)].map(([, area]) => area);
  expect(areas).toEqual([...new Set(areas)].sort());
  expect(new Set(areas)).toEqual(new Set(Object.keys(FAULTS).map(code => code.split('/')[0])));
  const codes = [...page.matchAll(/^\| `([^`]+)`/gm)].map(([, code]) => code);
  expect(codes).toEqual([...codes].sort());
});

test('no meaning breaks the table', () => {
  for (const {means} of Object.values(FAULTS)) expect(means).not.toMatch(/[|\n]/);
});
