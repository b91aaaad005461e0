import {expect, test} from 'vitest';
import {authorityLines} from './authority-lines.ts';
import {painter} from './style.ts';

const authority = {
  words: ['able', 'about', 'above', 'absent', 'absorb', 'abstract', 'absurd', 'abuse'],
  sha256: '0123456789abcdef'.repeat(4),
  notAfterMs: Date.UTC(2046, 10, 22, 12),
  origin: 'https://store-017.local:7443',
  leafNotAfterMs: Date.UTC(2027, 4, 21, 12),
  site: {port: 7442, problem: ''},
};

test('all that is compared stands in order, on lines that an eye can follow', () => {
  expect(authorityLines(authority, painter(false))).toEqual([
    'The store’s certificate authority. The same words must stand on the other screen:',
    '',
    '  1 able      2 about     3 above     4 absent',
    '  5 absorb    6 abstract  7 absurd    8 abuse',
    '',
    'SHA-256, as systems and browsers show it:',
    '  0123 4567 89AB CDEF 0123 4567 89AB CDEF',
    '  0123 4567 89AB CDEF 0123 4567 89AB CDEF',
    '',
    'Good until 2046-11-22; this hub’s own certificate until 2027-05-21.',
    'Handed out by plain HTTP on port 7442 of this hub.',
    'Devices that trust it open https://store-017.local:7443',
  ]);
});

test('a page that is not served says why', () => {
  const lines = authorityLines({...authority, site: {port: 0, problem: 'EACCES'}}, painter(false));
  expect(lines).toContain('▲ Not handed out: EACCES');
});
