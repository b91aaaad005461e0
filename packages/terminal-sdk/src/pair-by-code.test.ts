import {saleDraft} from '@holdfast/domain/testing';
import {nodeDigest} from '@holdfast/platform-node';
import {isFault} from '@holdfast/std';
import {CODE_LIMITS} from '@holdfast/trust';
import {beforeEach, describe, expect, test} from 'vitest';
import {TERMINAL_LIMITS} from './limits.ts';
import type {FakeHub} from './testing/fake-hub.ts';
import {TestTill} from './testing.ts';

const WISH = {workstationId: 'W07', name: 'Lane 7'};
let till: TestTill;

beforeEach(() => {
  till = new TestTill(nodeDigest);
});

async function openWindow(hub = till.hub): Promise<string> {
  const opened = await hub.codeDesk.open();
  if (opened.kind !== 'opened') throw new Error('a fresh hub opens a window');
  return opened.code;
}

/** What the manager does as soon as a name is shown. */
async function decide(approve: boolean, hub: FakeHub = till.hub): Promise<void> {
  await till.clock.runUntil(() => hub.codeDesk.view()?.state === 'claimed');
  const {windowId = '', till: shown} = hub.codeDesk.view() ?? {};
  await hub.codeDesk.decide({windowId, journalId: shown?.journalId ?? '', approve});
}

const wrong = (code: string) => code.replace(/^./, digit => String((Number(digit) + 1) % 10));

describe('a terminal whose user types the digits that a hub shows', () => {
  test('is taken in once the manager has seen its name, pins that hub, and sells', async () => {
    const {terminal, hub, clock} = till;
    const code = await openWindow();
    let proved = '';
    const paired = terminal.pair(
      {code, address: hub.address, onProved: ({hubId}) => (proved = hubId)},
      WISH,
    );
    await till.clock.runUntil(() => hub.codeDesk.view()?.state === 'claimed');
    expect(hub.codeDesk.view()?.till).toMatchObject({workstationId: 'W07', name: 'Lane 7'});
    expect([proved, hub.journals.size]).toEqual([hub.hubId, 0]); // nobody is in before the word
    await decide(true);
    const pairing = await paired;
    expect(pairing).toEqual(till.disk.pairing);
    expect(pairing).toMatchObject({
      hubId: hub.hubId,
      hubKeyPin: hub.keyPin,
      gatewayPublicKey: hub.gatewayKey.publicKey,
      lastAddress: hub.address,
    });
    expect(hub.codeDesk.view()?.state).toBe('paired');
    await terminal.start();
    await clock.advance(1_000);
    expect((await terminal.submit(saleDraft())).receiptNumber).toMatch(/^W07-/);
    await terminal.stop();
  });

  test('never sends the digits', async () => {
    const code = await openWindow();
    const paired = till.terminal.pair({code, address: till.hub.address}, WISH);
    await decide(true);
    await paired;
    expect(till.hub.heard.map(({type}) => type)).toEqual(['pairByCode', 'confirmCode']);
    expect(JSON.stringify(till.hub.heard)).not.toContain(code);
  });

  test('finds its hub by discovery', async () => {
    const code = await openWindow();
    const paired = till.terminal.pair({code}, WISH);
    await till.clock.advance(200);
    tell(till.hub, 'Store hub');
    await decide(true);
    expect((await paired).lastAddress).toEqual(till.hub.address);
  });

  test('is not taken in when the manager declines', async () => {
    const code = await openWindow();
    const refused = expect(
      till.terminal.pair({code, address: till.hub.address}, WISH),
    ).rejects.toMatchObject({code: 'pairing/refused', fields: {reason: 'declined'}});
    await decide(false);
    await refused;
    expect([till.disk.pairing, till.hub.journals.size]).toEqual([undefined, 0]);
  });

  test('waits for the manager until the window closes, and no longer', async () => {
    const code = await openWindow();
    const refused = expect(
      till.terminal.pair({code, address: till.hub.address}, WISH),
    ).rejects.toMatchObject({fields: {reason: 'expired'}});
    await till.clock.advance(CODE_LIMITS.windowMs);
    await refused;
    expect(till.disk.pairing).toBeUndefined();
  });
});

function tell(hub: FakeHub, name: string): void {
  const {address, hubId} = hub;
  const found = {via: 'dns-sd', address, idPrefix: hubId.slice(0, 8), name} as const;
  till.finder.tell({type: 'found', hub: found});
}

describe('a guess goes to one hub, once', () => {
  test('a wrong one is told as that, with what is left', async () => {
    const code = await openWindow();
    await expect(
      till.terminal.pair({code: wrong(code), address: till.hub.address}, WISH),
    ).rejects.toMatchObject({code: 'pairing/refused', fields: {reason: 'wrongCode'}});
    expect(till.hub.codeDesk.view()?.triesLeft).toBe(CODE_LIMITS.triesMax - 1);
    expect(till.disk.pairing).toBeUndefined();
  });

  test('of two hubs that are found, a person says which', async () => {
    const other = till.makeHub({name: 'another', address: {host: '192.0.2.66', port: 7443}});
    const refused = expect(till.terminal.pair({code: '12345678'}, WISH)).rejects.toMatchObject({
      code: 'pairing/refused',
      fields: {
        reason: 'severalHubs',
        detail: expect.stringMatching(/^Store .*, Other \(\w{8}\) at 192\.0\.2\.66:7443$/),
      },
    });
    await till.clock.advance(100);
    tell(till.hub, 'Store');
    tell(other, 'Other');
    await till.clock.advance(TERMINAL_LIMITS.codeOthersMs);
    await refused;
    expect(till.dialled).toEqual([]);
  });

  test('where no hub is found, nothing was given away', async () => {
    const refused = expect(till.terminal.pair({code: '12345678'}, WISH)).rejects.toMatchObject({
      code: 'hub/unreachable',
    });
    await till.clock.advance(TERMINAL_LIMITS.codeFindMs);
    await refused;
    expect(till.dialled).toEqual([]);
  });

  test('the address that somebody gave comes before discovery, and the next where it is silent', async () => {
    const nobody = {host: '192.0.2.99', port: 7443};
    till = new TestTill(nodeDigest, {addresses: [nobody, till.hub.address]});
    const code = await openWindow();
    const paired = till.terminal.pair({code}, WISH);
    await decide(true);
    await paired;
    expect(till.dialled).toEqual(['192.0.2.99:7443', '192.0.2.1:7443']);
  });

  test('what is no code is not even asked about', async () => {
    await expect(
      till.terminal.pair({code: '1234', address: till.hub.address}, WISH),
    ).rejects.toMatchObject({code: 'request/malformed', fields: {field: 'code'}});
    expect(till.dialled).toEqual([]);
  });

  test('a hub that pauses after a wrong guess is asked again later, at no cost', async () => {
    const code = await openWindow();
    const {address} = till.hub;
    await till.terminal.pair({code: wrong(code), address}, WISH).catch(() => undefined);
    await expect(till.terminal.pair({code, address}, WISH)).rejects.toSatisfy(error =>
      isFault(error, 'pairing/busy'),
    );
    expect(till.hub.codeDesk.view()?.triesLeft).toBe(CODE_LIMITS.triesMax - 1);
    await till.clock.advance(CODE_LIMITS.firstPauseMs);
    const paired = till.terminal.pair({code, address}, WISH);
    await decide(true);
    await paired;
  });
});
