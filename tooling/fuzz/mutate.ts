import type {SeededRandom} from '@holdfast/std/testing';

/** Bytes at the edges of what numbers and texts take. */
const EDGE_BYTES = [0, 1, 9, 10, 13, 32, 34, 44, 59, 92, 123, 125, 127, 128, 192, 237, 255];
/** Words that readers of text trip over. */
const WORDS = [
  ...['{', '}', '[', ']', '"', '""', ',', ';', ':', '=', '\n', '\r\n', '\0', '\u2028', '\ufeff'],
  ...['null', 'true', '-0', '1e400', '-1', '9007199254740993', '0x10', 'NaN', '1_0', '٣', '１'],
  ...[
    '__proto__',
    'constructor',
    'toString',
    '\\ud800',
    '\\u0000',
    '2026-02-30',
    '24:00',
    '+99:00',
  ],
  ...['"""', "'''", '#', '[[', '💶', 'é', '𐏿', '\u202e', '[store]', 'v', 'type'],
];
const STEPS_MAX = 6;
const LONG = 2_000;

type Step = (bytes: Buffer, random: SeededRandom, other: Buffer) => Buffer;

const STEPS: readonly Step[] = [
  function flipBit(bytes, random) {
    const at = random.below(bytes.length);
    return withByte(bytes, at, (bytes[at] ?? 0) ^ (1 << random.below(8)));
  },
  function setByte(bytes, random) {
    return withByte(bytes, random.below(bytes.length), pick(random, EDGE_BYTES) ?? 0);
  },
  function setNumber(bytes, random) {
    const at = random.below(bytes.length);
    const width = [2, 4, 8][random.below(3)] ?? 4;
    const fill = random.chance(50) ? 0xff : random.chance(50) ? 0x7f : 0;
    return Buffer.concat([
      bytes.subarray(0, at),
      Buffer.alloc(width, fill),
      bytes.subarray(at + width),
    ]);
  },
  function cutOff(bytes, random) {
    return bytes.subarray(0, random.below(bytes.length + 1));
  },
  function leaveOut(bytes, random) {
    const [from, to] = span(bytes, random);
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
  },
  function sayTwice(bytes, random) {
    const [from, to] = span(bytes, random);
    return Buffer.concat([bytes.subarray(0, to), bytes.subarray(from)]);
  },
  function insertWord(bytes, random) {
    const at = random.below(bytes.length + 1);
    const word = Buffer.from(pick(random, WORDS) ?? '');
    return Buffer.concat([bytes.subarray(0, at), word, bytes.subarray(at)]);
  },
  function replaceNumber(bytes, random) {
    const text = bytes.toString('latin1');
    const numbers = [...text.matchAll(/\d+/g)];
    const found = numbers[random.below(Math.max(1, numbers.length))];
    if (!found) return bytes;
    const word = Buffer.from(pick(random, WORDS) ?? '');
    const end = found.index + found[0].length;
    return Buffer.concat([bytes.subarray(0, found.index), word, bytes.subarray(end)]);
  },
  function makeLong(bytes, random) {
    const at = random.below(bytes.length + 1);
    const word = Buffer.from(pick(random, WORDS) ?? '');
    const long = Buffer.concat(Array.from({length: random.below(LONG)}, () => word));
    return Buffer.concat([bytes.subarray(0, at), long, bytes.subarray(at)]);
  },
  function splice(bytes, random, other) {
    const [from, to] = span(other, random);
    const at = random.below(bytes.length + 1);
    return Buffer.concat([bytes.subarray(0, at), other.subarray(from, to), bytes.subarray(at)]);
  },
];

/** A few drawn changes to one of the corpus, some of them with pieces of another. */
export function mutate(whole: Buffer, corpus: readonly Buffer[], random: SeededRandom): Buffer {
  let bytes = whole;
  for (let left = 1 + random.below(STEPS_MAX); left > 0; left -= 1) {
    const step = pick(random, STEPS);
    const other = pick(random, corpus) ?? bytes;
    if (step) bytes = step(bytes, random, other);
  }
  return bytes;
}

function withByte(bytes: Buffer, at: number, value: number): Buffer {
  const changed = Buffer.from(bytes);
  if (at < changed.length) changed[at] = value;
  return changed;
}

function span(bytes: Buffer, random: SeededRandom): readonly [number, number] {
  const from = random.below(bytes.length + 1);
  return [from, from + random.below(bytes.length - from + 1)];
}

function pick<T>(random: SeededRandom, choices: readonly T[]): T | undefined {
  return choices[random.below(choices.length)];
}
