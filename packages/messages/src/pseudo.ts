import {EN} from './en.ts';
import type {Messages} from './messages.ts';

const ACCENTED: Readonly<Record<string, string>> = {
  ...{a: 'á', c: 'ç', e: 'é', i: 'í', n: 'ñ', o: 'ö', s: 'š', u: 'ü', y: 'ý', z: 'ž'},
  ...{A: 'Å', C: 'Ç', E: 'É', I: 'Î', N: 'Ñ', O: 'Ø', S: 'Š', U: 'Û', Y: 'Ý', Z: 'Ž'},
};

/**
 * English as no catalogue has it: accented, in brackets and a third longer. A screen under test
 * that shows plain English says something that no catalogue holds; one that cuts a bracket off has
 * no room for a longer language.
 */
export function pseudoMessages(): Messages {
  const entries = Object.entries(EN).map(([key, message]) => [
    key,
    typeof message === 'string'
      ? pseudo(message)
      : (...values: readonly unknown[]) =>
          pseudo(String(Reflect.apply(message, undefined, values))),
  ]);
  return Object.fromEntries(entries);
}

function pseudo(text: string): string {
  const longer = '~'.repeat(Math.ceil(text.length / 3));
  return `⟦${[...text].map(letter => ACCENTED[letter] ?? letter).join('')}${longer}⟧`;
}
