import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {isFault} from '@holdfast/std';
import {PNG} from 'pngjs';
import {afterAll, expect, test} from 'vitest';
import {readLogo} from './read-logo.ts';

const directory = mkdtempSync(join(tmpdir(), 'holdfast-'));
afterAll(() => rmSync(directory, {recursive: true}));

type Dot = readonly [red: number, green: number, blue: number, opaque: number];
const BLACK: Dot = [0, 0, 0, 255];
const WHITE: Dot = [255, 255, 255, 255];
const CLEAR: Dot = [0, 0, 0, 0];

function png(width: number, height: number, dotAt: (x: number, y: number) => Dot): string {
  const picture = new PNG({width, height});
  for (let at = 0; at < width * height; at += 1) {
    picture.data.set(dotAt(at % width, Math.floor(at / width)), 4 * at);
  }
  return file(PNG.sync.write(picture));
}

let files = 0;
function file(bytes: Uint8Array): string {
  files += 1;
  const path = join(directory, `${files}.png`);
  writeFileSync(path, bytes);
  return path;
}

function refusal(path: string): unknown {
  try {
    return readLogo(path);
  } catch (error) {
    return isFault(error, 'config/invalid') ? error.fields['reason'] : error;
  }
}

test('black is a dot, white and what is clear is paper, and a row is whole bytes', () => {
  const path = png(10, 2, (x, y) => (y === 0 ? (x === 0 || x === 9 ? BLACK : WHITE) : CLEAR));
  // 1000 0000 0100 0000 · nothing
  expect(readLogo(path)).toEqual({width_dots: 16, height_dots: 2, rows: 'gEAAAA'});
});

test('what cannot be a logo is refused, and the reason says why', () => {
  const grey: Dot = [120, 130, 125, 255];
  const black = png(16, 16, () => BLACK);
  const huge = new PNG({width: 1, height: 1});
  const bomb = PNG.sync.write(huge);
  bomb.writeUInt32BE(100_000, 16);
  expect(refusal(join(directory, 'no.png'))).toBe('cannot be read');
  expect(refusal(file(Buffer.from('GIF89a, and then some more of it')))).toBe(
    'is not a PNG picture',
  );
  expect(refusal(png(400, 4, () => BLACK))).toBe(
    'is 400 by 4 dots; 384 by 240 fit the narrowest paper',
  );
  expect(refusal(file(bomb))).toMatch(/^is 100000 by 1 dots/);
  expect(refusal(png(8, 8, x => (x < 2 ? grey : BLACK)))).toBe(
    'is grey in 25 % of its dots: make it black and white',
  );
  expect(refusal(png(8, 8, () => WHITE))).toBe('has no black dot');
  expect(refusal(file(new Uint8Array(300 * 1024)))).toBe('is larger than 256 KiB');
  const half = new Uint8Array(PNG.sync.write(new PNG({width: 16, height: 16}))).subarray(0, 50);
  expect(refusal(file(half))).toMatch(/^is damaged/);
  expect(refusal(black)).toMatchObject({width_dots: 16, height_dots: 16});
});
