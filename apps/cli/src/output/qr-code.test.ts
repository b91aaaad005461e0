import {stripVTControlCharacters} from 'node:util';
import {create} from 'qrcode';
import {expect, test} from 'vitest';
import {qrLines} from './qr-code.ts';

const LINK = `holdfast-pair://192.168.8.2:7443/${'K'.repeat(32)}?pin=${'A'.repeat(43)}&token=${'B'.repeat(22)}`;
const QUIET = 4;

/** Two rows of drawn modules out of each line of text. */
function drawn(lines: readonly string[]): boolean[][] {
  return lines.flatMap(line => [
    [...line].map(half => half === '▀' || half === '█'),
    [...line].map(half => half === '▄' || half === '█'),
  ]);
}

test.each([
  {where: 'in colour, dark modules are drawn on white', coloured: true},
  {where: 'without colour, light modules are drawn on a dark terminal', coloured: false},
])('$where', ({coloured}) => {
  const {modules} = create(LINK, {errorCorrectionLevel: 'L'});
  const lines = qrLines(LINK, coloured);
  const bare = lines.map(line => stripVTControlCharacters(line));
  const rows = drawn(bare);
  for (const [y, row] of rows.entries()) {
    for (const [x, isDrawn] of row.entries()) {
      const inside = Math.min(x, y) >= QUIET && Math.max(x, y) < modules.size + QUIET;
      const isDark = inside && modules.get(y - QUIET, x - QUIET) === 1;
      expect(isDrawn).toBe(isDark === coloured);
    }
  }
  expect(bare.every(line => line === lines[bare.indexOf(line)])).toBe(!coloured);
  expect(rows.length).toBeGreaterThanOrEqual(modules.size + 2 * QUIET);
});

test('the code of a pairing link fits a terminal of 80 columns and 30 lines', () => {
  const lines = qrLines(LINK, false);
  expect(lines.length).toBeLessThanOrEqual(30);
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(78);
});
