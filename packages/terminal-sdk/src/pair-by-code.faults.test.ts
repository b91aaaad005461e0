import {nodeDigest} from '@holdfast/platform-node';
import {toBase64Url} from '@holdfast/std';
import {CODE_LIMITS} from '@holdfast/trust';
import type {HubToTerminal, TerminalToHub} from '@holdfast/wire';
import {beforeEach, describe, expect, test} from 'vitest';
import type {UnprovenConnection} from './ports.ts';
import {TestTill} from './testing.ts';

const WISH = {workstationId: 'W07', name: 'Lane 7'};
let till: TestTill;
/** How often the break of a test struck. */
let struck: number;

beforeEach(() => {
  till = new TestTill(nodeDigest);
  struck = 0;
});

async function openWindow(): Promise<string> {
  const opened = await till.hub.codeDesk.open();
  if (opened.kind !== 'opened') throw new Error('a fresh hub opens a window');
  return opened.code;
}

/** Bends what a till hears, once for each connection; `undefined` cuts the line there. */
function bend(
  change: (message: HubToTerminal, connection: UnprovenConnection) => HubToTerminal | undefined,
): void {
  const {hub} = till;
  const connect = hub.connectUnproven.bind(hub);
  hub.connectUnproven = async target => {
    const connection = await connect(target);
    const messages = connection.messages.bind(connection);
    connection.messages = async function* () {
      for await (const message of messages()) {
        if (message.type === 'unknown') continue;
        const bent = change(message, connection);
        if (bent !== message) struck += 1;
        if (!bent) {
          connection.close();
          return;
        }
        yield bent;
      }
    };
    return connection;
  };
}

/** Goes on as soon as a name is shown. */
async function approve(): Promise<void> {
  await till.clock.runUntil(() => till.hub.codeDesk.view()?.state === 'claimed');
  const {windowId = '', till: shown} = till.hub.codeDesk.view() ?? {};
  await till.hub.codeDesk.decide({windowId, journalId: shown?.journalId ?? '', approve: true});
}

const guesses = (heard: readonly TerminalToHub[]) =>
  heard.filter(({type}) => type === 'confirmCode').length;

const BREAKS = {
  'cut before hello': ['hello', 'hub/unreachable'],
  'cut before the hub’s share': ['codeShare', 'hub/unreachable'],
  'cut before the hub’s proof': ['codeConfirmed', 'pairing/refused'],
  'cut before the manager’s word': ['paired', 'pairing/refused'],
} as const satisfies Record<string, readonly [HubToTerminal['type'], string]>;

describe('a line that breaks', () => {
  test.each(Object.entries(BREAKS))(
    '%s: nothing is half paired, and the same digits go on',
    async (_, [type, code]) => {
      const digits = await openWindow();
      const {address} = till.hub;
      bend(message => (message.type === type && struck === 0 ? undefined : message));
      const broken = expect(
        till.terminal.pair({code: digits, address}, WISH),
      ).rejects.toMatchObject({code});
      if (type === 'paired') await approve();
      await broken;
      expect([struck, till.disk.pairing]).toEqual([1, undefined]);
      const paired = till.terminal.pair({code: digits, address}, WISH);
      if (type !== 'paired') await approve();
      const pairing = await paired;
      expect(pairing).toEqual(till.disk.pairing);
      expect([...till.hub.journals.keys()]).toEqual([pairing.journalId]); // one till, once
    },
  );
});

describe('somebody who is not the hub', () => {
  /** What a liar in the hub's place may do to each message, without the digits. */
  const LIES: Readonly<
    Record<string, (message: HubToTerminal, connection: UnprovenConnection) => HubToTerminal>
  > = {
    'shows another key than the one it says': message =>
      message.type === 'codeShare'
        ? {...message, keyPin: toBase64Url(new Uint8Array(32).fill(1))}
        : message,
    'sends a share that is no element of the group': message =>
      message.type === 'codeShare' ? {...message, share: toBase64Url(new Uint8Array(32))} : message,
    'says yes without knowing the digits': message =>
      message.type === 'refused'
        ? {
            v: 1,
            type: 'codeConfirmed',
            confirmation: toBase64Url(new Uint8Array(64)),
            windowMs: 60_000,
          }
        : message,
    'answers with the till’s own confirmation': message => {
      const said = till.hub.heard.find(each => each.type === 'confirmCode');
      return message.type === 'refused' && said
        ? {v: 1, type: 'codeConfirmed', confirmation: said.confirmation, windowMs: 60_000}
        : message;
    },
  };

  test.each(Object.entries(LIES))('and %s is not believed, nor asked twice', async (_, lie) => {
    await openWindow(); // with digits that the liar's victim did not type
    bend(lie);
    const {address} = till.hub;
    await expect(till.terminal.pair({code: '00000001', address}, WISH)).rejects.toMatchObject({
      code: 'hub/untrusted',
    });
    expect(struck).toBe(1);
    expect(guesses(till.hub.heard)).toBeLessThanOrEqual(1);
    expect([till.disk.pairing, till.hub.connects]).toEqual([undefined, 1]);
  });

  test('and hangs up after the guess has it, and gets no second one from the till', async () => {
    await openWindow();
    bend(message => (message.type === 'refused' ? undefined : message));
    const {address} = till.hub;
    await expect(till.terminal.pair({code: '00000001', address}, WISH)).rejects.toMatchObject({
      code: 'pairing/refused',
      fields: {reason: 'pairingRefused'},
    });
    expect([struck, till.hub.connects, guesses(till.hub.heard)]).toEqual([1, 1, 1]);
    expect(till.hub.codeDesk.view()?.triesLeft).toBe(CODE_LIMITS.triesMax - 1);
  });

  test('and puts another head office into the answer is found out by the signature', async () => {
    const code = await openWindow();
    const {address} = till.hub;
    bend(message =>
      message.type === 'paired' ? {...message, gatewayPublicKey: message.hubPublicKey} : message,
    );
    const refused = expect(till.terminal.pair({code, address}, WISH)).rejects.toMatchObject({
      code: 'hub/untrusted',
      fields: {reason: 'not signed by it'},
    });
    await approve();
    await refused;
    expect([struck, till.disk.pairing]).toEqual([1, undefined]);
  });
});

test('a till that stops while the manager thinks hangs up, and is not paired', async () => {
  const code = await openWindow();
  const stop = new AbortController();
  const {address} = till.hub;
  const asked = till.terminal.pair({code, address}, {...WISH, signal: stop.signal});
  const left = expect(asked).rejects.toMatchObject({code: 'pairing/refused'});
  await till.clock.runUntil(() => till.hub.codeDesk.view()?.state === 'claimed');
  stop.abort();
  await left;
  expect([till.hub.sessions, till.disk.pairing]).toEqual([0, undefined]);
});

test('a hub that never answers is given up, before and after the guess', async () => {
  const code = await openWindow();
  const {address} = till.hub;
  till.hub.silent = true;
  const silent = expect(till.terminal.pair({code, address}, WISH)).rejects.toMatchObject({
    code: 'hub/unreachable',
  });
  await till.clock.advance(10_000);
  await silent;
  till.hub.silent = false;
  bend(message => {
    if (message.type !== 'codeConfirmed') return message;
    till.hub.silent = true;
    return {v: 1, type: 'pong', count: 1, hubTimeMs: 1};
  });
  const mute = expect(till.terminal.pair({code, address}, WISH)).rejects.toMatchObject({
    code: 'pairing/refused',
    fields: {reason: 'interrupted'},
  });
  await till.clock.advance(10_000);
  await mute;
  expect([struck, till.disk.pairing]).toEqual([1, undefined]);
});
