import {TestLane} from '@holdfast/ledger/testing';
import {
  type Bytes,
  type Digest,
  isFault,
  type SigningKey,
  toBase64Url,
  utf8Encode,
} from '@holdfast/std';
import {toySigningKey} from '@holdfast/std/testing';
import {
  encodeSegmentEnvelope,
  GENESIS_HASH,
  headAfter,
  hubIdOf,
  type LedgerEntry,
  type LedgerId,
  ledgerIdSchema,
  noCompression,
  packSegment,
  segmentSigningMessage,
} from '@holdfast/wire';
import {describe, expect, test} from 'vitest';
import type {OutgoingSegment, Sink} from './ports.ts';

/** A place that was never sent anything, and takes the segments of this hub. */
export type OpenSink = (hubKey: SigningKey) => Promise<Sink>;

const never = new AbortController().signal;

/** A ledger that is written as the test likes, and cut into segments. */
export class LedgerScene {
  readonly hubKey: SigningKey;
  readonly ledgerId: LedgerId;
  readonly #digest: Digest;
  readonly #entries: LedgerEntry[] = [];
  readonly #heads: Bytes[] = [GENESIS_HASH];

  constructor(digest: Digest, count: number, itemId = 'A') {
    this.#digest = digest;
    this.hubKey = toySigningKey(digest, 'hub');
    const hubId = hubIdOf(digest, this.hubKey.publicKey);
    this.ledgerId = ledgerIdSchema.parse(`${hubId}.${'1'.repeat(16)}`);
    const lanes = ['W01', 'W02'].map(workstationId => new TestLane({digest, workstationId}));
    for (let position = 1; position <= count; position++) {
      const lane = lanes[position % lanes.length];
      const body = utf8Encode(`{"sale":${position},"item":"${position > 3 ? itemId : 'A'}"}`);
      const entry = lane?.next({body});
      if (!entry) throw new RangeError('there are lanes');
      const {entryHash} = entry;
      const line = {position, recordedAtMs: position, clockOffsetMs: 0, entryHash};
      const placed = {line: {...line, disposition: {kind: 'accepted'} as const}, entry};
      this.#entries.push(placed);
      this.#heads.push(headAfter(digest, this.headAt(position - 1), placed.line));
    }
  }

  headAt(position: number): Bytes {
    const head = this.#heads[position];
    if (!head) throw new RangeError(`nothing stands at ${position}`);
    return head;
  }

  entryAt(position: number): LedgerEntry {
    const entry = this.#entries[position - 1];
    if (!entry) throw new RangeError(`nothing stands at ${position}`);
    return entry;
  }

  /** What stands from `first` to `last`, signed; by this hub, unless by another key. */
  async segment(first: number, last: number, key = this.hubKey): Promise<OutgoingSegment> {
    const envelope = await packSegment(
      {digest: this.#digest, compressor: noCompression},
      {
        version: 1,
        ledgerId: this.ledgerId,
        headBefore: this.headAt(first - 1),
        entries: this.#entries.slice(first - 1, last),
      },
    );
    const signature = await key.sign(segmentSigningMessage(envelope));
    const {ledgerId} = this;
    const bytes = encodeSegmentEnvelope({...envelope, signature});
    return {ledgerId, first, last, headAfter: this.headAt(last), bytes, traffic: 'backlog'};
  }
}

/**
 * What every place that a ledger goes must keep to, whatever it stores it in: it takes what proves
 * itself, once, says how far it has the ledger without a gap, and is not talked out of it.
 */
export function sinkAcceptance(name: string, digest: Digest, open: OpenSink): void {
  describe(`${name} as a sink`, () => {
    const scene = new LedgerScene(digest, 12);
    const {ledgerId} = scene;
    const word = (position: number) => ({
      heldPosition: position,
      heldHead: toBase64Url(scene.headAt(position)),
    });

    test('a ledger that it was never sent it has up to 0', async () => {
      const sink = await open(scene.hubKey);
      expect(await sink.ledgerStatus({ledgerId}, never)).toMatchObject({ledgerId, ...word(0)});
    });

    test('what it takes it has, under the head that the hub has there', async () => {
      const sink = await open(scene.hubKey);
      const answer = await sink.deliver(await scene.segment(1, 5), never);
      expect(answer).toMatchObject({ledgerId, outcome: 'accepted', ...word(5)});
      const next = await sink.deliver(await scene.segment(6, 12), never);
      expect(next).toMatchObject({outcome: 'accepted', ...word(12)});
      expect(await sink.ledgerStatus({ledgerId}, never)).toMatchObject(word(12));
    });

    test('the same again changes nothing', async () => {
      const sink = await open(scene.hubKey);
      await sink.deliver(await scene.segment(1, 5), never);
      const again = await sink.deliver(await scene.segment(1, 5), never);
      expect(again).toMatchObject({outcome: 'alreadyHeld', ...word(5)});
    });

    test('what begins below its end and goes on beyond it is taken from there on', async () => {
      const sink = await open(scene.hubKey);
      await sink.deliver(await scene.segment(1, 5), never);
      const over = await sink.deliver(await scene.segment(3, 9), never);
      expect(over).toMatchObject({outcome: 'accepted', ...word(9)});
    });

    test('what comes behind a gap raises nothing', async () => {
      const sink = await open(scene.hubKey);
      await sink.deliver(await scene.segment(1, 2), never);
      const ahead = await sink.deliver(await scene.segment(6, 9), never);
      expect(ahead).toMatchObject({outcome: 'arrived', ...word(2)});
    });

    test('another line in place of one that it has is told, and what it has stays', async () => {
      const sink = await open(scene.hubKey);
      await sink.deliver(await scene.segment(1, 6), never);
      const other = new LedgerScene(digest, 12, 'B');
      const answer = await sink.deliver(await other.segment(1, 6), never);
      expect(answer).toMatchObject({outcome: 'diverged', ...word(6)});
      expect(await sink.ledgerStatus({ledgerId}, never)).toMatchObject(word(6));
    });

    test('a segment under another key is refused, and nothing of it is there', async () => {
      const sink = await open(scene.hubKey);
      const segment = await scene.segment(1, 5, toySigningKey(digest, 'stranger'));
      expect(isFault(await sink.deliver(segment, never).catch((error: unknown) => error))).toBe(
        true,
      );
      expect(await sink.ledgerStatus({ledgerId}, never)).toMatchObject(word(0));
    });

    test('one flipped bit, wherever it is, and nothing of the segment is there', async () => {
      const sink = await open(scene.hubKey);
      const segment = await scene.segment(1, 5);
      for (let at = 0; at < segment.bytes.length; at += 7) {
        const bytes = Uint8Array.from(segment.bytes);
        bytes[at] = (bytes[at] ?? 0) ^ 0x10;
        const answer = await sink.deliver({...segment, bytes}, never).catch(isFault);
        expect(answer).toBe(true);
      }
      expect(await sink.ledgerStatus({ledgerId}, never)).toMatchObject(word(0));
    });

    test('one that was cut off in the middle is not there either', async () => {
      const sink = await open(scene.hubKey);
      const segment = await scene.segment(1, 5);
      const bytes = segment.bytes.slice(0, segment.bytes.length / 2);
      expect(await sink.deliver({...segment, bytes}, never).catch(isFault)).toBe(true);
      expect(await sink.deliver(segment, never)).toMatchObject(word(5));
    });
  });
}
