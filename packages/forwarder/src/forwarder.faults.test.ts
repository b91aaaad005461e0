import {nodeDigest} from '@holdfast/platform-node';
import {Fault, fromBase64Url, SHA256_BYTES, toBase64Url} from '@holdfast/std';
import {SeededRandom} from '@holdfast/std/testing';
import {
  decodeHeldStatement,
  drawGatewayIncarnation,
  drawLedgerId,
  encodeHeldStatement,
  type ForwardEntriesAnswer,
  heldStatementSigningMessage,
  hubIdOf,
} from '@holdfast/wire';
import {expect, test} from 'vitest';
import {type Breakage, BreakingSink} from './testing/breaking-sink.ts';
import {startService} from './testing/running.ts';
import {ToyStore} from './testing/toy-store.ts';

const SALES = 12;
const STRANGE_HEAD = toBase64Url(new Uint8Array(SHA256_BYTES).fill(7));

const refuse = (code: 'gateway/unreachable' | 'gateway/busy' | 'gateway/refused', reason = '') => {
  throw new Fault(code, {reason});
};

/** What heals by itself: at the end all is held, once, in order, and nobody was alarmed. */
const BREAKS = {
  'request lost': {times: 1, request: () => refuse('gateway/unreachable')},
  'reply lost': {times: 1, answer: () => refuse('gateway/unreachable')},
  'thirty replies lost': {times: 30, answer: () => refuse('gateway/unreachable')},
  'gateway busy': {times: 3, request: () => refuse('gateway/busy')},
  'answer about another ledger': {
    times: 1,
    answer: (answer, store) => ({
      ...answer,
      ledgerId: drawLedgerId(hubIdOf(nodeDigest, store.hubKey.publicKey), new SeededRandom(9)),
    }),
  },
  'answer claims more than there is': {
    times: 1,
    answer: answer => ({...answer, heldPosition: 99, heldHead: STRANGE_HEAD}),
  },
  'answer names another head': {times: 1, answer: answer => ({...answer, heldHead: STRANGE_HEAD})},
  'gateway restored from a backup': {
    times: 1,
    answer: (answer, store) => restored(answer, store, drawGatewayIncarnation(new SeededRandom(5))),
  },
  'gateway went back and did not say so': {
    times: 1,
    answer: (answer, store) => restored(answer, store, store.gateway.incarnation),
  },
  'segment refused': {times: 1, request: () => refuse('gateway/refused', 'malformed')},
  'every segment refused for a while': {
    times: 5,
    request: () => refuse('gateway/refused', 'malformed'),
  },
  'hub refused for a while': {times: 3, request: () => refuse('gateway/refused', 'unauthorized')},
  'proxy refuses large segments': {
    request: ({bytes}) => (bytes.length > 520 ? refuse('gateway/refused', 'tooLarge') : false),
  },
} satisfies Record<string, Breakage>;

function restored(
  answer: ForwardEntriesAnswer,
  {gateway, ledger}: ToyStore,
  incarnation: ForwardEntriesAnswer['gatewayIncarnation'],
): ForwardEntriesAnswer {
  gateway.restore(ledger.ledgerId, {position: 2, incarnation});
  return answer;
}

const names = (weather: object) => Object.keys(weather);

async function sellSlowly(store: ToyStore): Promise<void> {
  for (let sale = 0; sale < SALES / 2; sale++) {
    await store.sell(1);
    await store.clock.advance(300);
  }
}

function expectAllHeldOnce(store: ToyStore): void {
  const held = store.gateway.lines(store.ledger.ledgerId);
  expect(held.map(({line}) => line.position)).toEqual(
    Array.from({length: SALES}, (_, at) => at + 1),
  );
}

test.each(names(BREAKS))('%s: all is held once, in order, and nobody is alarmed', async name => {
  const store = await ToyStore.open(nodeDigest, new SeededRandom(1));
  const sink = new BreakingSink(store, BREAKS[name as keyof typeof BREAKS]);
  await store.sell(SALES / 2);
  const running = startService(store.forwarder({sink}), store.clock);
  await sellSlowly(store);
  await store.clock.runUntil(
    () =>
      store.gateway.lines(store.ledger.ledgerId).length === SALES &&
      store.ledger.watermark('gateway') === SALES,
    {stepMs: 100},
  );
  expect(sink.struck).toBeGreaterThan(0);
  expectAllHeldOnce(store);
  expect(store.alarms).toEqual([]);
  await running.stop();
  expect(running.failure()).toBeUndefined();
});

const POWER_CUTS = ['before the watermark is raised', 'after the watermark is raised'] as const;

/** Arms the hub's disk: power goes around the next write of a watermark. */
function armPowerCut({memory}: ToyStore, cut: (typeof POWER_CUTS)[number]): {struck: boolean} {
  const {store} = memory;
  const armed = {struck: false};
  const write = store.write.bind(store);
  store.write = async effort => {
    if (!effort.watermarks?.length || armed.struck) return write(effort);
    armed.struck = true;
    if (cut === 'after the watermark is raised') await write(effort);
    store.crash();
    throw new Fault('database/failed', {reason: 'power cut'});
  };
  return armed;
}

test.each(POWER_CUTS)(
  'power cut %s: the next start resends at most, and loses nothing',
  async cut => {
    const store = await ToyStore.open(nodeDigest, new SeededRandom(1));
    for (let life = 0; life < 3; life++) {
      const armed = armPowerCut(store, cut);
      await store.sell(SALES / 3);
      const running = startService(store.forwarder({}), store.clock);
      await store.clock.runUntil(() => running.failure() !== undefined);
      expect(armed.struck).toBe(true);
      await running.stop();
      await store.reboot();
    }
    const running = startService(store.forwarder({}), store.clock);
    await store.clock.runUntil(() => store.ledger.watermark('gateway') === SALES);
    expectAllHeldOnce(store);
    await running.stop();
  },
);

test('a disk that is full keeps the watermark down and nothing else', async () => {
  const store = await ToyStore.open(nodeDigest, new SeededRandom(1));
  await store.sell(SALES);
  for (let write = 0; write < 5; write++) store.memory.store.failNextWrite('database/disk-full');
  const writes = store.memory.store.writes.length;
  const running = startService(store.forwarder({}), store.clock);
  await store.clock.runUntil(() => store.ledger.watermark('gateway') === SALES);
  expect(store.memory.store.writes.length - writes).toBeGreaterThan(5);
  expectAllHeldOnce(store);
  await running.stop();
  expect(running.failure()).toBeUndefined();
});

/** What must reach a person: the watermark stays below it. */
const ALARMS = {
  'gateway insists that it holds more than there is': {
    status: answer => ({...answer, heldPosition: 99, heldHead: STRANGE_HEAD}),
  },
  'gateway insists on another head': {
    status: answer => ({...answer, heldPosition: 6, heldHead: STRANGE_HEAD}),
  },
} satisfies Record<string, Breakage>;

test.each(names(ALARMS))('%s: an alarm, and the watermark stays', async name => {
  const store = await ToyStore.open(nodeDigest, new SeededRandom(1));
  await store.sell(SALES);
  const before = startService(store.forwarder({}), store.clock);
  await store.clock.runUntil(() => store.ledger.watermark('gateway') === SALES);
  await before.stop();
  await store.sell(3);
  const sink = new BreakingSink(store, ALARMS[name as keyof typeof ALARMS]);
  const running = startService(store.forwarder({sink}), store.clock);
  await store.clock.advance(60_000);
  expect(sink.struck).toBeGreaterThan(0);
  expect(store.alarms.map(({kind}) => kind)).toEqual(['diverged']);
  expect(store.ledger.watermark('gateway')).toBe(SALES);
  await running.stop();
});

const STATEMENTS = {
  'statement that somebody else signed': ['badSignature', 'mallory', SHA256_BYTES],
  'statement of an entry that was never recorded': ['otherEntry', 'gateway', 0],
} as const;

test.each(names(STATEMENTS))('%s: refused, and it releases nothing', async name => {
  const [reason, signer] = STATEMENTS[name as keyof typeof STATEMENTS];
  const store = await ToyStore.open(nodeDigest, new SeededRandom(1), 1);
  const forge = async (text: string) => {
    const genuine = decodeHeldStatement(fromBase64Url(text) ?? new Uint8Array());
    const entryHash = reason === 'otherEntry' ? new Uint8Array(SHA256_BYTES) : genuine.entryHash;
    const statement = {...genuine, entryHash};
    const key = signer === 'gateway' ? store.gatewayKey : store.hubKey;
    const signature = await key.sign(heldStatementSigningMessage(statement));
    return toBase64Url(encodeHeldStatement({...statement, signature}));
  };
  const sink = new BreakingSink(store, {});
  sink.deliver = async (segment, signal) => {
    const answer = await store.gateway.deliver(segment, signal);
    sink.struck += answer.heldStatements.length;
    return {...answer, heldStatements: await Promise.all(answer.heldStatements.map(forge))};
  };
  await store.sell(2);
  const running = startService(store.forwarder({sink}), store.clock);
  await store.clock.runUntil(() => store.ledger.watermark('gateway') === 2);
  expect(sink.struck).toBeGreaterThan(0);
  expect(store.alarms.map(({detail}) => detail)).toMatchObject([{reason}]);
  expect(store.ledger.heldStatement(store.journalId(0))).toBeUndefined();
  await running.stop();
});
