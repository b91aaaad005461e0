import {expect, test} from 'vitest';
import {encodeMessage} from './message.ts';
import {PACKET_BYTES_MAX, packQuery} from './pack-query.ts';
import {type PtrRecord, question} from './record.ts';

const SERVICE = '_holdfast._tcp.local';
const known = (count: number): PtrRecord[] =>
  Array.from({length: count}, (_, at) => ({
    type: 'PTR',
    name: SERVICE,
    ttlS: 4500,
    flush: false,
    target: `Store number ${at}.${SERVICE}`,
  }));

test('no question makes no packet', () => {
  expect(packQuery([], known(3))).toEqual([]);
});

test('a question with few known answers is one packet that promises no more', () => {
  const packets = packQuery([question(SERVICE, 'PTR')], known(3));
  expect(packets).toHaveLength(1);
  expect(packets[0]).toMatchObject({truncated: false, answers: known(3)});
});

test('many known answers follow in further packets, all but the last announcing more', () => {
  const packets = packQuery([question(SERVICE, 'PTR')], known(60));
  expect(packets.length).toBeGreaterThan(2);
  expect(packets.flatMap(({answers}) => answers)).toEqual(known(60));
  expect(packets.map(({questions}) => questions.length)).toEqual(
    packets.map((_, at) => (at === 0 ? 1 : 0)),
  );
  expect(packets.map(({truncated}) => truncated)).toEqual(
    packets.map((_, at) => at < packets.length - 1),
  );
});

test('many questions go out in packets of their own, none of which waits for another', () => {
  const questions = Array.from({length: 100}, (_, at) => question(`Store ${at}.${SERVICE}`, 'SRV'));
  const packets = packQuery(questions, []);
  expect(packets.length).toBeGreaterThan(1);
  expect(packets.flatMap(packet => packet.questions)).toEqual(questions);
  expect(packets.some(({truncated}) => truncated)).toBe(false);
});

test('every packet fits into an Ethernet frame, and they are well filled', () => {
  const sizes = packQuery([question(SERVICE, 'PTR')], known(200)).map(
    message => encodeMessage(message).length,
  );
  for (const size of sizes) expect(size).toBeLessThanOrEqual(PACKET_BYTES_MAX);
  for (const size of sizes.slice(0, -1)) expect(size).toBeGreaterThan(PACKET_BYTES_MAX - 100);
});
