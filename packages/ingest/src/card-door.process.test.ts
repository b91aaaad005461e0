import {type PlantedCard, plantCards} from '@holdfast/domain/testing';
import {createSigningKey, nodeDigest, nodeSignatureVerifier} from '@holdfast/platform-node';
import {type Bytes, concatBytes, utf8Encode} from '@holdfast/std';
import {SeededRandom} from '@holdfast/std/testing';
import {expect, test} from 'vitest';
import {frameOf, sale, storeScene, type TestHub, type TestSession} from './testing/store-scene.ts';

const {answers, hub, proveTo, till, until} = await storeScene({
  digest: nodeDigest,
  verifier: nodeSignatureVerifier,
  createSigningKey,
  turn: () => new Promise(setImmediate),
});

const CASES = 10_000;
const AT_ONCE = 50;
const SALT = new Uint8Array(16);
const personalOf = (json: string): Bytes => concatBytes(SALT, utf8Encode(json));
const withMember = (member: string) => `${sale().slice(0, -1)},${member}}`;

/** Where a program that skips every scan of ours can put it. */
const PLACES: readonly ((card: PlantedCard) => {
  readonly body: string;
  readonly personal?: Bytes;
})[] = [
  ({member}) => ({body: withMember(member)}),
  ({member}) => ({body: `${withMember(member)} and no JSON`}),
  ({member}) => ({body: withMember(`"twice": {${member}}, "twice": 1`)}),
  ({member}) => ({body: sale(), personal: personalOf(`{${member}}`)}),
  ({member}) => ({body: sale(), personal: personalOf(`${member} and no JSON`)}),
];

/** All of a hub that goes to a disk, to a screen or back to a till, as one searchable text. */
async function allKept({memory, alarms, ingest}: TestHub, {socket}: TestSession): Promise<string> {
  const kept: string[] = [JSON.stringify([alarms, socket.heard, ingest.counts, ingest.sessions()])];
  const utf8 = new TextDecoder('latin1');
  for (let position = 0; ; ) {
    const limits = {entriesMax: 1_000, bodyBytesMax: 1 << 22};
    const {entries} = await memory.ledger.readAfter(position, limits);
    const last = entries.at(-1);
    if (!last) return kept.join('\n');
    position = last.line.position;
    for (const {entry, line} of entries) {
      kept.push(JSON.stringify(line.disposition));
      for (const part of [entry.headerBytes, entry.body, entry.personal]) {
        if (part) kept.push(utf8.decode(part));
      }
    }
  }
}

/** The digits of a text, whatever stands between them: nothing hides in blanks or escapes. */
const digitsOf = (text: string) => text.replace(/\\u003(?=\d)/g, '').replace(/[ .\-\u00a0]/g, '');

test('of ten thousand cards that a hostile till sends, the hub keeps, tells and alarms none', async () => {
  const one = await till();
  const store = await hub([one]);
  const session = await proveTo(store, one);
  const cards = plantCards(new SeededRandom(22), CASES);
  for (let at = 0; at < cards.length; at += AT_ONCE) {
    for (const [offset, card] of cards.slice(at, at + AT_ONCE).entries()) {
      const place = PLACES[(at + offset) % PLACES.length];
      if (!place) throw new Error('there are places');
      const {body, personal} = place(card);
      const entry = await one.chain.next(body, personal ? {personal} : {});
      const sent = personal ? {personal: Buffer.from(personal).toString('base64url')} : {};
      session.events.frame(frameOf(entry, sent));
    }
    await until(() => store.ingest.counts.quarantined >= at + AT_ONCE);
  }
  expect(store.ingest.counts).toMatchObject({quarantined: CASES, recorded: 0, refused: 0});
  const outcomes = await answers(session, CASES);
  expect(new Set(outcomes.map(outcome => 'reason' in outcome && outcome.reason))).toEqual(
    new Set(['cardData']),
  );
  const kept = digitsOf(await allKept(store, session));
  expect(cards.filter(({digits}) => kept.includes(digits)).map(({form}) => form)).toEqual([]);
}, 120_000);

test('the search itself would find what is kept: a clean sale with a number of another kind', async () => {
  const one = await till();
  const store = await hub([one]);
  const session = await proveTo(store, one);
  session.events.frame(frameOf(await one.chain.next(sale({note: 'order 1111 1111 1111 1117'}))));
  expect(await answers(session, 1)).toMatchObject([{kind: 'recorded'}]);
  expect(digitsOf(await allKept(store, session))).toContain('1111111111111117');
});

test('a header that carries a card number is not taken', async () => {
  const one = await till();
  const store = await hub([one]);
  const session = await proveTo(store, one);
  const extension = concatBytes(Uint8Array.of(0x80, 16, 0), utf8Encode('4111111111111111'));
  const entry = await one.chain.next(sale(), {extension});
  session.events.frame(frameOf(entry));
  expect(await answers(session, 1)).toMatchObject([
    {kind: 'refused', reason: 'malformedHeader', detail: expect.stringContaining('card number')},
  ]);
  expect(await allKept(store, session)).not.toContain('4111111111111111');
});
