import {SeededRandom} from '@holdfast/std/testing';
import {expect, test} from 'vitest';
import {drawGatewayIncarnation, idBytes, isLaterIncarnation} from '../id-bytes.ts';
import {saysMore} from './statement-order.ts';

const random = new SeededRandom(7);
const NOW_MS = Date.UTC(2026, 2, 14);
const first = drawGatewayIncarnation(random, {nowMs: NOW_MS});
const restored = drawGatewayIncarnation(random, {after: [first], nowMs: 0});

test('a gateway that was put back comes after the one it succeeds, whatever its clock says', () => {
  expect(isLaterIncarnation(restored, first)).toBe(true);
  expect(isLaterIncarnation(first, restored)).toBe(false);
  expect(isLaterIncarnation(first, first)).toBe(false);
});

test('one that was put back twice to the same copy comes after what it finds beside the copy', () => {
  const again = drawGatewayIncarnation(random, {after: [first, restored], nowMs: 0});
  expect(isLaterIncarnation(again, restored)).toBe(true);
});

test('one that was made anew comes after what was made a second before', () => {
  const later = drawGatewayIncarnation(random, {nowMs: NOW_MS + 1_000});
  expect(isLaterIncarnation(later, first)).toBe(true);
  expect(idBytes(later)).toHaveLength(10);
});

test('two that were drawn for one place differ', () => {
  expect(drawGatewayIncarnation(random, {after: [first], nowMs: 0})).not.toBe(restored);
});

test('a later incarnation is believed though it says less, an earlier one though it says more is not', () => {
  const kept = {gatewayIncarnation: first, sequenceNumber: 5};
  expect(saysMore({gatewayIncarnation: restored, sequenceNumber: 0}, kept)).toBe(true);
  expect(saysMore({...kept, sequenceNumber: 6}, kept)).toBe(true);
  expect(saysMore(kept, kept)).toBe(false);
  const now = {gatewayIncarnation: restored, sequenceNumber: 2};
  expect(saysMore({...kept, sequenceNumber: 9}, now)).toBe(false);
});
