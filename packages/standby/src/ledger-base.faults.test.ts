import {LedgerScene} from '@holdfast/forwarder/acceptance';
import {nodeDigest} from '@holdfast/platform-node';
import {isFault, type SigningKey, toBase64Url} from '@holdfast/std';
import {toySigningKey} from '@holdfast/std/testing';
import {heldStatementSigningMessage, type SignedHeldStatement} from '@holdfast/wire';
import {beforeEach, expect, test} from 'vitest';
import {STANDBY_LIMITS} from './limits.ts';
import {MirroredHub} from './testing/mirrored-hub.ts';

const never = new AbortController().signal;
const ledger = new LedgerScene(nodeDigest, 12);
const {ledgerId} = ledger;
const gatewayKey = toySigningKey(nodeDigest, 'gateway');
/** Retention has deleted what stood up to here: two sales of each till. */
const DELETED = 4;
let hub: MirroredHub;

beforeEach(async () => {
  hub = new MirroredHub(nodeDigest);
  await hub.join();
});

/** Head office's word that it holds the journal of an entry up to that one. */
async function heldUpTo(position: number, key: SigningKey = gatewayKey) {
  const {header, entryHash} = ledger.entryAt(position).entry;
  const {retailStoreId, workstationId, journalId, sequenceNumber} = header;
  const statement = {
    ...{retailStoreId, workstationId, journalId, sequenceNumber, entryHash},
    ...{gatewayIncarnation: hub.incarnation, issuedAtMs: 1},
  };
  return {...statement, signature: await key.sign(heldStatementSigningMessage(statement))};
}

/** What the hub says of its beginning, in each welcome. */
async function say(heldStatements: readonly SignedHeldStatement[], head = ledger.headAt(DELETED)) {
  const base = {ledgerId, position: DELETED, head};
  const {publicKey: gatewayPublicKey} = gatewayKey;
  await hub.mirror?.learnBases({bases: [base], heldStatements, gatewayPublicKey});
}

const wholeWord = async () => [await heldUpTo(DELETED - 1), await heldUpTo(DELETED)];
const deliver = async (first: number, last: number) =>
  hub.sink.deliver(await ledger.segment(first, last), never).then(
    ({outcome, heldPosition}) => `${outcome} ${heldPosition}`,
    (error: unknown) => (isFault(error) ? error.code : String(error)),
  );
const copied = () => hub.mirror?.ledgers().map(({position}) => position);

test('a shortened ledger is copied from where it begins, and goes on after a restart', async () => {
  await say(await wholeWord());
  const {heldPosition, heldHead} = await hub.sink.ledgerStatus({ledgerId}, never);
  expect({heldPosition, heldHead}).toEqual({
    heldPosition: DELETED,
    heldHead: toBase64Url(ledger.headAt(DELETED)),
  });
  expect(await deliver(5, 8)).toBe('accepted 8');
  await hub.connect(); // the same machine again, from its disk
  await say(await wholeWord());
  expect(copied()).toEqual([8]);
  expect(await deliver(9, 12)).toBe('accepted 12');
  const asked = await hub.sink.ledgerStatus({ledgerId, atPosition: DELETED}, never);
  expect(asked.headAt).toEqual({
    position: DELETED,
    head: toBase64Url(ledger.headAt(DELETED)),
  });
});

const BREAKS: Readonly<Record<string, () => Promise<string>>> = {
  'nobody has said where it begins': async () => 'arrived 0',

  'it is said to begin under another head': async () => {
    await say(await wholeWord(), ledger.headAt(DELETED - 1));
    return 'diverged 4';
  },

  'head office holds less of a journal than was deleted': async () => {
    await say([await heldUpTo(DELETED - 1), await heldUpTo(DELETED - 2)]);
    return 'standby/refused';
  },

  'head office has said nothing of a journal': async () => {
    await say([await heldUpTo(DELETED)]);
    return 'standby/refused';
  },

  'a statement is signed by somebody else': async () => {
    await say([
      await heldUpTo(DELETED - 1),
      await heldUpTo(DELETED, toySigningKey(nodeDigest, 'x')),
    ]);
    return 'standby/refused';
  },

  'head office holds another entry in the place of the last one': async () => {
    const {entryHash} = ledger.entryAt(1).entry;
    const other = {...(await heldUpTo(DELETED)), entryHash};
    const signature = await gatewayKey.sign(heldStatementSigningMessage(other));
    await say([await heldUpTo(DELETED - 1), {...other, signature}]);
    return 'standby/refused';
  },
};

test.each(Object.entries(BREAKS))(
  '%s: nothing of it is copied, until it is right',
  async (_, strike) => {
    const expected = await strike();
    expect(await deliver(5, 8)).toBe(expected);
    expect(copied()).toEqual([]);
    await say(await wholeWord());
    expect(await deliver(5, 8)).toBe('accepted 8');
  },
);

test('a word that is a minute old is asked for again before a hub is left stuck', async () => {
  await say([await heldUpTo(DELETED)]);
  expect(await deliver(5, 8)).toBe('standby/refused');
  expect(hub.sink.connected).toBe(true); // that is what the hub knows now
  for (let beat = 0; beat * STANDBY_LIMITS.beatMs < STANDBY_LIMITS.wordAgeMs; beat++) {
    await hub.clock.advance(STANDBY_LIMITS.beatMs);
  }
  expect(await deliver(5, 8)).toBe('standby/refused');
  expect(hub.sink.connected).toBe(false); // it rings again, and is welcomed with what is known then
});

test('what is copied already does not begin anew, whatever is said of its beginning', async () => {
  expect(await deliver(1, 2)).toBe('accepted 2');
  await say(await wholeWord());
  expect(await deliver(5, 8)).toBe('arrived 2');
  expect(await deliver(3, 8)).toBe('accepted 8');
});
