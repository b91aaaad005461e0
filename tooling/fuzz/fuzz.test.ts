import {expect, test} from 'vitest';
import {corpusOf, fuzz} from './fuzz.ts';
import type {Target} from './target.ts';
import {TARGETS} from './targets.ts';

const CASES = 600;

test.each(TARGETS)(
  '$name answers with a value or a named refusal, whatever comes',
  async target => {
    const {cases, values, crashes} = await fuzz(target, {from: 1, to: CASES});
    expect(crashes).toEqual([]);
    expect(cases).toBe(CASES);
    expect(values).toBeLessThan(CASES); // some of them were wrong
  },
);

test.each(TARGETS)('$name understands its corpus', async target => {
  for (const whole of corpusOf(target)) expect(await target.run(whole, whole)).toBe('value');
});

test('a decoder that throws anything else is caught, with the case that shows it again', async () => {
  const careless: Target = {
    name: 'transaction',
    run: bytes => (JSON.parse(bytes.toString('utf8')) ? 'value' : 'refused'),
  };
  const {crashes} = await fuzz(careless, {from: 1, to: CASES});
  const [crash] = crashes;
  expect(crash?.error).toMatch(/SyntaxError/);
  const again = await fuzz(careless, {from: crash?.case ?? 0, to: crash?.case ?? 0});
  expect(again.crashes).toEqual([crash]);
});
