import {SeededRandom} from '@holdfast/std/testing';
import {describe, expect, test} from 'vitest';
import {decodeMessage, encodeMessage, query, response} from './message.ts';
import type {DnsRecord} from './record.ts';

const records: DnsRecord[] = [
  {
    type: 'PTR',
    name: '_holdfast._tcp.local',
    ttlS: 4500,
    flush: false,
    target: 'Käse 1._holdfast._tcp.local',
  },
  {
    type: 'SRV',
    name: 'Käse 1._holdfast._tcp.local',
    ttlS: 120,
    flush: true,
    priority: 0,
    weight: 0,
    port: 7443,
    target: 'store-17.local',
  },
  {
    type: 'TXT',
    name: 'Käse 1._holdfast._tcp.local',
    ttlS: 4500,
    flush: true,
    strings: [Uint8Array.of(97, 61, 98), Uint8Array.of(0, 255)],
  },
  {type: 'A', name: 'store-17.local', ttlS: 120, flush: true, address: '192.168.8.2'},
];
const negative: DnsRecord = {
  type: 'NSEC',
  name: 'store-17.local',
  ttlS: 120,
  flush: true,
  types: ['A'],
};

/** A header by hand: id, flags, and the four counts. */
const header = (flags: number, counts: readonly number[]) =>
  Uint8Array.from([0, flags, ...counts].flatMap(value => [value >> 8, value & 0xff]));
const QUESTION_A = [1, 0x61, 0, 0, 1];

/** Uint8Array and Buffer hold the same bytes but are not equal to a matcher. */
const plain = (value: unknown) =>
  JSON.parse(
    JSON.stringify(value, (_, part) =>
      part?.type === 'Buffer' ? part.data : part instanceof Uint8Array ? [...part] : part,
    ),
  );

describe('a message', () => {
  test('comes back as it was sent, sections, flags and id', () => {
    const sent = response({id: 7, answers: records.slice(0, 1), additionals: records.slice(1)});
    const got = decodeMessage(encodeMessage(sent));
    expect(plain(got)).toEqual(plain({ok: true, value: sent}));
    const asked = query({
      truncated: true,
      questions: [{name: 'a.local', type: 'ANY', unicastWanted: false}],
      authorities: records.slice(3),
    });
    expect(plain(decodeMessage(encodeMessage(asked)))).toEqual(plain({ok: true, value: asked}));
  });

  test('can say what does not exist, and is read without it', () => {
    const got = decodeMessage(encodeMessage(response({answers: [negative, ...records]})));
    expect(got.ok && got.value.answers).toHaveLength(records.length);
  });

  test('shows the QU bit of a question', () => {
    const bytes = Uint8Array.from([...header(0, [1, 0, 0, 0]), ...QUESTION_A, 0x80, 1]);
    expect(decodeMessage(bytes)).toMatchObject({
      ok: true,
      value: {questions: [{name: 'a', type: 'A', unicastWanted: true}]},
    });
  });

  test('keeps a question of a type we do not know, so that it can be answered with a no', () => {
    const bytes = Uint8Array.from([...header(0, [1, 0, 0, 0]), 1, 0x61, 0, 0, 65, 0, 1]);
    const got = decodeMessage(bytes);
    expect(got.ok && got.value.questions).toHaveLength(1);
  });

  test('of another class is read without its contents', () => {
    const bytes = Uint8Array.from([...header(0, [1, 0, 0, 0]), ...QUESTION_A, 0, 3]);
    const got = decodeMessage(bytes);
    expect(got.ok && got.value.questions).toEqual([]);
  });
});

describe('what is no message', () => {
  test.each([
    ['nothing at all', []],
    ['a header cut short', [0, 0, 0x84, 0, 0, 1]],
    [
      'a quarter of a million records in twelve bytes',
      header(0x8400, [65535, 65535, 65535, 65535]),
    ],
    ['a count without its records', header(0x8400, [0, 9, 0, 0])],
    ['a name that points at itself', [...header(0, [1, 0, 0, 0]), 0xc0, 12, 0, 1, 0, 1]],
    ['a name that points past the end', [...header(0, [1, 0, 0, 0]), 0xff, 0xff, 0, 1, 0, 1]],
    ['a label of a kind that does not exist', [...header(0, [1, 0, 0, 0]), 0x80, 1, 0, 1]],
    [
      'a TXT string longer than its record',
      [...header(0x8400, [0, 1, 0, 0]), 0, 0, 16, 0, 1, 0, 0, 0, 9, 0, 2, 9, 1],
    ],
    ['an update (opcode 5)', [...header(5 << 11, [0, 0, 0, 0])]],
    ['an error (rcode 3)', [...header(0x8403, [0, 0, 0, 0])]],
    ['more than mDNS allows', new Array(9001).fill(0)],
  ])('is an issue, not an exception: %s', (_, bytes) => {
    expect(decodeMessage(Uint8Array.from(bytes))).toMatchObject({ok: false});
  });

  test('never throws, wherever a real message is cut off or bent', () => {
    const whole = encodeMessage(response({answers: records}));
    const random = new SeededRandom(5);
    for (let length = 0; length < whole.length; length++) {
      const got = decodeMessage(whole.slice(0, length));
      expect(got.ok ? got.value.answers.length : 0).toBeLessThan(records.length);
    }
    let unreadable = 0;
    for (let round = 0; round < 3000; round++) {
      const bent = Uint8Array.from(whole);
      for (let hits = 0; hits <= random.below(4); hits++)
        bent[random.below(bent.length)] = random.below(256);
      const got = decodeMessage(bent);
      if (!got.ok) unreadable += 1;
    }
    expect(unreadable).toBeGreaterThan(100);
  });

  test('never throws on noise', () => {
    const random = new SeededRandom(6);
    for (let round = 0; round < 3000; round++) {
      const got = decodeMessage(random.bytes(random.below(200)));
      expect(typeof got.ok).toBe('boolean');
    }
  });
});
