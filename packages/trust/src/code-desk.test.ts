import {createSigningKey, nodeDigest, nodeSignatureVerifier} from '@holdfast/platform-node';
import {type SigningKey, toBase64Url} from '@holdfast/std';
import {SeededRandom, VirtualClock} from '@holdfast/std/testing';
import {type ChannelBinding, hubIdOf, journalIdOf, type PairingNoted} from '@holdfast/wire';
import {beforeEach, describe, expect, test} from 'vitest';
import {CODE_LIMITS, CodeDesk} from './index.ts';
import {CodeGuesser, type Guess} from './testing.ts';

const hubId = hubIdOf(nodeDigest, (await createSigningKey()).publicKey);
const till = await createSigningKey();
const other = await createSigningKey();
const random = new SeededRandom(5);
const keyPin = random.bytes(32);
const channel: ChannelBinding = {kind: 'tls', keyPin, exporter: random.bytes(32)};
const address = '192.0.2.3';

let clock: VirtualClock;
let diary: PairingNoted[];
let desk: CodeDesk;

beforeEach(() => {
  clock = new VirtualClock();
  diary = [];
  desk = makeDesk();
});

function makeDesk(failedAtMs: readonly number[] = []): CodeDesk {
  const note = async (noted: PairingNoted) => {
    diary.push(noted);
  };
  const tools = {clock, random, digest: nodeDigest, verifier: nodeSignatureVerifier};
  return new CodeDesk({...tools, hubId, note, failedAtMs});
}

async function open(at = desk) {
  const opened = await at.open();
  if (opened.kind !== 'opened') throw new Error('the window opens');
  return opened;
}

interface Asked extends Partial<Guess> {
  readonly code: string;
  /** What the hub knows of the channel, where it is not what the till knows. */
  readonly hubChannel?: ChannelBinding;
  readonly signer?: SigningKey;
}

/** A whole conversation; how far it came. */
async function ask({hubChannel = channel, signer, ...guess}: Asked) {
  const nonce = random.bytes(32);
  const guesser = new CodeGuesser(
    {digest: nodeDigest, random},
    {
      key: till,
      nonce,
      hubId,
      channel,
      ...guess,
    },
  );
  const claim = guesser.pairByCode;
  const begun = await desk.begin({claim, nonce, channel: hubChannel, keyPin, address});
  if (begun.kind !== 'share') return begun;
  const said = {share: toBase64Url(begun.talk.share), keyPin: toBase64Url(keyPin)};
  const {message, expected} = await guesser.confirmCode(said, signer);
  const answer = await begun.talk.confirm(message);
  if (answer.kind !== 'proved') return answer;
  return {...answer, proves: toBase64Url(answer.confirmation) === expected};
}

const wrong = (code: string) => code.replace(/^./, digit => String((Number(digit) + 1) % 10));
const events = () => diary.map(({event}) => event.kind);

describe('a window by code', () => {
  test('lets in the till that knows the digits, after a yes, and tells the journal each step', async () => {
    const {windowId, code} = await open();
    const proved = await ask({code, name: 'Lane 3', workstationId: 'W03'});
    if (proved.kind !== 'proved') throw new Error(proved.kind);
    expect(proved.proves).toBe(true);
    const journalId = journalIdOf(nodeDigest, till.publicKey);
    expect(desk.view()).toMatchObject({
      windowId,
      state: 'claimed',
      till: {name: 'Lane 3', workstationId: 'W03', journalId, address},
    });
    expect(await desk.decide({windowId, journalId, approve: true})).toBe(true);
    expect(await proved.decision).toEqual({kind: 'approved'});
    await proved.admitted();
    expect(desk.view()?.state).toBe('paired');
    expect(events()).toEqual(['opened', 'nameShown', 'approved', 'paired']);
    expect(JSON.stringify(diary)).not.toContain(code);
  });

  test('says no when the manager does, and is over', async () => {
    const {windowId, code} = await open();
    const proved = await ask({code});
    const journalId = journalIdOf(nodeDigest, till.publicKey);
    expect(await desk.decide({windowId, journalId, approve: false})).toBe(true);
    if (proved.kind !== 'proved') throw new Error(proved.kind);
    expect(await proved.decision).toEqual({kind: 'closed', reason: 'declined'});
    expect(await ask({code})).toMatchObject({reason: 'noWindow'});
    expect(diary.at(-1)?.event).toEqual({kind: 'closed', reason: 'declined'});
  });

  test('hears no word about a till that it did not show', async () => {
    const {windowId, code} = await open();
    const journalId = journalIdOf(nodeDigest, till.publicKey);
    expect(await desk.decide({windowId, journalId, approve: true})).toBe(false);
    await ask({code});
    const stranger = journalIdOf(nodeDigest, other.publicKey);
    expect(await desk.decide({windowId, journalId: stranger, approve: true})).toBe(false);
    expect(await desk.decide({windowId: 'another', journalId, approve: true})).toBe(false);
    expect(desk.view()?.state).toBe('claimed');
  });

  test('closes after five minutes, and says so to the till that waits', async () => {
    const {code} = await open();
    const proved = await ask({code});
    await clock.advance(CODE_LIMITS.windowMs);
    if (proved.kind !== 'proved') throw new Error(proved.kind);
    expect(await proved.decision).toEqual({kind: 'closed', reason: 'expired'});
    expect(await ask({code})).toMatchObject({reason: 'noWindow'});
    expect(events()).toEqual(['opened', 'nameShown', 'closed']);
  });

  test('is the only one: another one closes it, and its digits are worth nothing', async () => {
    const first = await open();
    const second = await open();
    expect(first.code).not.toBe(second.code);
    expect(await ask({code: first.code})).toMatchObject({reason: 'wrongCode'});
    expect(diary.map(({windowId, event}) => [windowId, event.kind]).slice(0, 3)).toEqual([
      [first.windowId, 'opened'],
      [first.windowId, 'closed'],
      [second.windowId, 'opened'],
    ]);
  });

  test('is none by default', async () => {
    expect([desk.view(), await ask({code: '12345678'})]).toEqual([
      undefined,
      {kind: 'refused', reason: 'noWindow', detail: ''},
    ]);
  });
});

describe('one till a window', () => {
  test('a second till that knows the digits too is turned away, and noted a few times only', async () => {
    const {code} = await open();
    await ask({code});
    for (let again = 0; again < 20; again++) {
      expect(await ask({code, key: other})).toMatchObject({reason: 'windowTaken'});
    }
    expect(desk.view()?.till?.journalId).toBe(journalIdOf(nodeDigest, till.publicKey));
    expect(events().filter(kind => kind === 'refused')).toHaveLength(5);
  });

  test('its till may come back with the same digits, and under the same name only', async () => {
    const {windowId, code} = await open();
    await ask({code, name: 'Lane 3'});
    expect(await ask({code, name: 'Lane 4'})).toMatchObject({reason: 'windowTaken'});
    const journalId = journalIdOf(nodeDigest, till.publicKey);
    await desk.decide({windowId, journalId, approve: true}); // while nobody listened
    const back = await ask({code, name: 'Lane 3'});
    if (back.kind !== 'proved') throw new Error(back.kind);
    expect(await back.decision).toEqual({kind: 'approved'});
    expect(events().filter(kind => kind === 'nameShown')).toHaveLength(1);
  });

  test('of two that talk at once the second waits, and a line that breaks makes room', async () => {
    const {code} = await open();
    const guess = {code, key: till, nonce: random.bytes(32), hubId, channel};
    const claim = new CodeGuesser({digest: nodeDigest, random}, guess).pairByCode;
    const begun = await desk.begin({claim, nonce: guess.nonce, channel, keyPin, address});
    expect(await ask({code, key: other})).toMatchObject({kind: 'wait'});
    if (begun.kind === 'share') begun.talk.end();
    expect(await ask({code, key: other})).toMatchObject({kind: 'proved'});
    expect(diary[1]?.event).toMatchObject({kind: 'refused', reason: 'brokenOff', address});
    expect(desk.view()?.triesLeft).toBe(CODE_LIMITS.triesMax); // it has learned nothing
  });

  test('nobody is paired as the hub itself, nor without the key of its journal', async () => {
    const {code} = await open();
    expect(await ask({code, workstationId: 'hub'})).toMatchObject({reason: 'reservedWorkstation'});
    expect(await ask({code, signer: other})).toMatchObject({reason: 'badProof'});
    expect(desk.view()?.state).toBe('open');
  });
});

describe('a guess costs a try', () => {
  test('five wrong ones close the window for the right one too; each pause is longer', async () => {
    const {code} = await open();
    const waits: number[] = [];
    for (let guess = 1; guess <= CODE_LIMITS.triesMax; guess++) {
      const left = CODE_LIMITS.triesMax - guess;
      expect(await ask({code: wrong(code)})).toMatchObject({detail: `tries left: ${left}`});
      const soon = await ask({code});
      if (soon.kind !== 'wait') break;
      waits.push(soon.forMs);
      await clock.advance(soon.forMs);
    }
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000]);
    expect(await ask({code})).toMatchObject({reason: 'noWindow'});
    expect(diary.slice(-2).map(({event}) => event)).toMatchObject([
      {kind: 'guessFailed', triesLeft: 0, address},
      {kind: 'closed', reason: 'tries'},
    ]);
  });

  test('a share that is no element of the group costs one as well', async () => {
    await open();
    const nonce = random.bytes(32);
    const guess = {code: '00000000', key: till, nonce, hubId, channel};
    const guesser = new CodeGuesser({digest: nodeDigest, random}, guess);
    const claim = {...guesser.pairByCode, share: toBase64Url(new Uint8Array(32))};
    const begun = await desk.begin({claim, nonce, channel, keyPin, address});
    if (begun.kind !== 'share') throw new Error(begun.kind);
    const said = {share: toBase64Url(begun.talk.share), keyPin: toBase64Url(keyPin)};
    const {message} = await guesser.confirmCode(said);
    expect(await begun.talk.confirm(message)).toMatchObject({reason: 'wrongCode'});
    expect(await begun.talk.confirm(message)).toMatchObject({reason: 'noWindow'}); // one guess
  });

  const exporter = random.bytes(32);
  test.each<[string, ChannelBinding]>([
    ['another TLS key', {kind: 'tls', keyPin: exporter, exporter: channel.exporter}],
    ['the same key over another connection', {kind: 'tls', keyPin, exporter}],
    ['a page instead of a program', {kind: 'origin', origin: 'https://store.local'}],
  ])('somebody in between, with %s, fails although the digits are right', async (_, hubChannel) => {
    const {code} = await open();
    expect(await ask({code, hubChannel})).toMatchObject({reason: 'wrongCode'});
    expect(desk.view()?.triesLeft).toBe(CODE_LIMITS.triesMax - 1);
  });

  test('so does a till that took another hub for this one, or a page of another origin', async () => {
    const {code} = await open();
    const elsewhere = hubIdOf(nodeDigest, other.publicKey);
    expect(await ask({code, hubId: elsewhere})).toMatchObject({reason: 'wrongCode'});
    await clock.advance(CODE_LIMITS.firstPauseMs);
    const page = (origin: string) => ({kind: 'origin', origin}) as const;
    expect(
      await ask({code, channel: page('https://a.local'), hubChannel: page('https://b.local')}),
    ).toMatchObject({reason: 'wrongCode'});
    await clock.advance(2 * CODE_LIMITS.firstPauseMs);
    const ours = page('https://store.local');
    expect(await ask({code, channel: ours, hubChannel: ours})).toMatchObject({kind: 'proved'});
  });
});

describe('twenty wrong guesses within a day', () => {
  /** One a window: nobody has to wait for the pauses of one. */
  async function spend(count: number): Promise<void> {
    for (let guess = 0; guess < count; guess++) await ask({code: wrong((await open()).code)});
  }

  test('rest codes until the oldest of them is a day old', async () => {
    await spend(CODE_LIMITS.dayTriesMax - 1);
    const {code} = await open();
    await clock.advance(1_000);
    await ask({code: wrong(code)});
    expect(diary.at(-1)?.event).toEqual({kind: 'closed', reason: 'locked'});
    expect(await ask({code})).toMatchObject({reason: 'noWindow'});
    expect(await desk.open()).toEqual({
      kind: 'locked',
      untilMs: clock.wallMs() - 1_000 + CODE_LIMITS.dayMs,
    });
    await clock.advance(CODE_LIMITS.dayMs - 1_000);
    expect((await desk.open()).kind).toBe('opened');
  });

  test('count over the lives of a hub, as its journal has them', async () => {
    await spend(CODE_LIMITS.dayTriesMax);
    const failedAtMs = diary.flatMap(({notedAtMs, event}) =>
      event.kind === 'guessFailed' ? [notedAtMs] : [],
    );
    desk = makeDesk(failedAtMs);
    expect((await desk.open()).kind).toBe('locked');
  });

  test('are not forgotten by a clock that is set back', async () => {
    await spend(CODE_LIMITS.dayTriesMax);
    clock.wallOffsetMs -= 40 * CODE_LIMITS.dayMs;
    expect((await desk.open()).kind).toBe('locked');
  });
});

test('a journal that cannot be written keeps a window shut', async () => {
  const note = async () => {
    throw new Error('disk full');
  };
  const tools = {clock, random, digest: nodeDigest, verifier: nodeSignatureVerifier};
  desk = new CodeDesk({...tools, hubId, note});
  await expect(desk.open()).rejects.toThrow('disk full');
  expect(desk.view()).toBeUndefined();
});
