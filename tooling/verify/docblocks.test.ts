import {expect, test} from 'vitest';
import {docblocksOf} from './docblocks.ts';

const SOURCE = `
import * as z from 'zod';

const MAGIC = 'HFX1';

/**
 * A small thing, version 1: \`"HFX1"\` · count u8 ·
 * {@link OTHER} 32.
 *
 * Nobody re-encodes it.
 */
export interface Thing {
  /** How many. */
  readonly count: number;
  readonly quiet: string;
}

/** Terminal → hub: hello. */
export const helloSchema = z.object({
  type: z.literal('hello'),
  /** Fresh. */
  nonce: bytesSchema({min: 32, max: 32}),
  plain: z.int(),
});

/** Says nothing of what comes after code. */
doSomething();
export function later(): void {}
`;

test('a docblock belongs to the declaration or field right below it', () => {
  expect(Object.fromEntries(docblocksOf(SOURCE))).toEqual({
    Thing: 'A small thing, version 1: `"HFX1"` · count u8 · `OTHER` 32.\n\nNobody re-encodes it.',
    'Thing.count': 'How many.',
    helloSchema: 'Terminal → hub: hello.',
    'helloSchema.nonce': 'Fresh.',
  });
});

test('a long docblock above a one-line declaration is found', () => {
  const said = docblocksOf('/** Sixteen letters,\n * drawn once. */\nexport type Id = string;\n');
  expect(said.get('Id')).toBe('Sixteen letters, drawn once.');
});
