import {bytesSchema} from '@holdfast/wire';
import {expect, test} from 'vitest';
import * as z from 'zod';
import {fieldsOf, formOf} from './message-fields.ts';

test('a message is a row a field, nested ones by their path, without version and type', () => {
  const message = z.object({
    v: z.int().min(0),
    type: z.literal('greet'),
    name: z.string().min(1).max(64),
    limits: z.object({inFlightMax: z.int()}).optional(),
    links: z.array(z.object({up: z.boolean()})).max(1024),
    outcome: z.discriminatedUnion('kind', [
      z.object({
        kind: z.literal('recorded'),
        position: z.int().min(1),
        note: z.string().max(9).optional(),
      }),
      z.object({kind: z.literal('busy')}),
    ]),
  });
  expect(fieldsOf(message).map(({path, form, required}) => [path, form, required])).toEqual([
    ['name', 'text, 1 to 64 characters', true],
    ['limits.inFlightMax', 'whole number', false],
    ['links', 'list, at most 1,024', true],
    ['links[].up', 'true or false', true],
    [
      'outcome: recorded',
      '`position` whole number from 1; `note` text, at most 9 characters (may be absent)',
      true,
    ],
    ['outcome: busy', 'nothing more', true],
  ]);
});

test('text is described in the words in which it is refused', () => {
  expect(formOf(bytesSchema({min: 32, max: 32}))).toBe('32 bytes in base64url');
  expect(formOf(bytesSchema({min: 1, max: 9}).optional())).toBe('1 to 9 bytes in base64url');
  expect(formOf(z.string().regex(/^[A-Z]{3}$/, 'must be three letters'))).toBe('three letters');
});

test('what the page has no words for stops the generator', () => {
  expect(() => formOf(z.tuple([z.int()]))).toThrow();
  expect(() => formOf(z.null())).toThrow('no words');
});
