import {openMemoryLedger} from '@holdfast/ledger/testing';
import {
  type Digest,
  fromBase64Url,
  type SignatureVerifier,
  type SigningKey,
  silentLog,
  toBase64Url,
  utf8Decode,
} from '@holdfast/std';
import {SeededRandom, VirtualClock} from '@holdfast/std/testing';
import {CodeDesk, PairingDesk, publicKeyText, Roster} from '@holdfast/trust';
import {
  type Alarm,
  type EntryKind,
  encodeLanMessage,
  hubIdOf,
  type JournalEntry,
  type JournalId,
  journalIdOf,
  type RecordTransaction,
  sessionProofMessage,
} from '@holdfast/wire';
import {ChainWriter} from '@holdfast/wire/testing';
import {Ingest} from '../ingest.ts';
import type {ConnectionEvents} from '../ports.ts';
import type {IngestPorts} from '../session-host.ts';
import {FakeConnection} from '../testing.ts';

export const SALE = {
  kind: 'RetailTransaction',
  businessDayDate: '2026-11-22',
  beginDateTime: '2026-11-22T10:00:00Z',
  endDateTime: '2026-11-22T10:00:30Z',
  operatorId: 'ana',
  transactionType: 'sale',
  currencyCode: 'GBP',
  lineItems: [
    {
      kind: 'Sale',
      lineNumber: 1,
      itemId: '85123A',
      itemType: 'stock',
      description: 'WHITE HANGING HEART T-LIGHT HOLDER',
      quantity: '2',
      regularSalesUnitPrice: '2.55',
      actualSalesUnitPrice: '2.55',
      extendedAmountMinor: 510,
    },
    {kind: 'Tender', lineNumber: 2, tenderType: 'cash', amountMinor: 510},
  ],
  total: {transactionGrandAmountMinor: 510, transactionTaxAmountMinor: 0},
};
export const sale = (changes: object = {}) => JSON.stringify({...SALE, ...changes});

export interface TestTill {
  readonly key: SigningKey;
  readonly chain: ChainWriter;
  /** Where it rings from; somewhere in the store unless it says. */
  readonly address?: string;
  /** Which run of its program rings, where it says. */
  readonly run?: string;
}

export interface TestSession {
  readonly socket: FakeConnection;
  readonly events: ConnectionEvents;
}

export interface TestHub {
  readonly ingest: Ingest;
  readonly clock: VirtualClock;
  readonly alarms: Alarm[];
  readonly memory: Awaited<ReturnType<typeof openMemoryLedger>>;
  readonly roster: Roster;
  /** Journals that have to be taken again in a new ledger. */
  readonly gaps: readonly JournalId[];
}

/**
 * A hub's door for tests, with real keys: tills that prove themselves, and sessions to send in.
 * What is real comes from the test: cores know no platform.
 */
export async function storeScene(tools: {
  readonly digest: Digest;
  readonly verifier: SignatureVerifier;
  readonly createSigningKey: () => Promise<SigningKey>;
  /** A turn of the event loop: real signatures take a real moment. */
  readonly turn: () => Promise<unknown>;
}) {
  const {digest, verifier, createSigningKey, turn} = tools;
  const hubKey = await createSigningKey();
  const gatewayKey = await createSigningKey();
  const hubId = hubIdOf(digest, hubKey.publicKey);

  async function till(workstationId = 'W01'): Promise<TestTill> {
    const key = await createSigningKey();
    const place = {retailStoreId: '017', workstationId};
    return {key, chain: new ChainWriter({digest, key}, place)};
  }

  async function hub(
    tills: readonly TestTill[],
    more: Partial<Pick<IngestPorts, 'shared' | 'suspended' | 'findReceipt' | 'erasures'>> = {},
  ): Promise<TestHub> {
    const clock = new VirtualClock();
    const random = new SeededRandom(7);
    const memory = await openMemoryLedger({digest, clock});
    const roster = new Roster();
    const admit = ({key}: TestTill, workstationId: string) =>
      roster.apply({
        v: 1,
        epoch: 1,
        changedAtMs: 0,
        change: {
          kind: 'journalAdmitted',
          workstationId,
          journalId: journalIdOf(digest, key.publicKey),
          publicKey: publicKeyText(key.publicKey),
          name: workstationId,
        },
      });
    for (const [at, one] of tills.entries()) admit(one, `W0${at + 1}`);
    const parts = {clock, random, digest, verifier};
    const alarms: Alarm[] = [];
    const note = async () => {};
    const gaps: JournalId[] = [];
    const ingest = new Ingest({
      ...parts,
      identity: {
        hubId,
        hubKey,
        gatewayPublicKey: gatewayKey.publicKey,
        retailStoreId: '017',
      },
      ledger: memory.ledger,
      hubJournal: {
        async append(kind: EntryKind, body) {
          if (kind === 'alarm') alarms.push(JSON.parse(utf8Decode(body)));
        },
      },
      roster,
      rosterKeeper: {
        async admit() {},
        async succeed({predecessor, successor, lastCommon, certificate}) {
          const {workstationId, journalId: former, name} = predecessor;
          const publicKey = publicKeyText(successor.publicKey);
          const succeeds = {journalId: former, lastCommon, certificate};
          const {journalId} = successor;
          const journal = {workstationId, name, journalId, publicKey, succeeds};
          const entry = {v: 1, epoch: 1, changedAtMs: 0};
          roster.apply({...entry, change: {kind: 'journalAdmitted', ...journal}});
          const closed = {journalId: former, reason: 'endLost', lastKnown: lastCommon} as const;
          roster.apply({...entry, change: {kind: 'journalClosed', ...closed}});
        },
      },
      desk: new PairingDesk({...parts, hubId, note}),
      codeDesk: new CodeDesk({...parts, hubId, note}),
      onGap: journalId => gaps.push(journalId),
      log: silentLog,
      ...more,
    });
    return {ingest, clock, alarms, memory, roster, gaps};
  }

  async function proveTo(
    {ingest, clock}: TestHub,
    one: TestTill,
    last?: JournalEntry,
  ): Promise<TestSession> {
    const socket = new FakeConnection('', one);
    const events = ingest.connect(socket);
    const [hello] = socket.of('hello');
    const nonce = fromBase64Url(hello?.nonce ?? '');
    if (!nonce) throw new Error('a hub greets with a nonce');
    const journalId = journalIdOf(digest, one.key.publicKey);
    const claim = {nonce, hubId, journalId, workstationId: 'W01', origin: ''};
    const proof = toBase64Url(await one.key.sign(sessionProofMessage(digest, claim)));
    events.frame(
      encodeLanMessage({
        v: 1,
        type: 'authenticate',
        workstationId: 'W01',
        journalId,
        origin: '',
        lastSequenceNumber: last?.header.sequenceNumber ?? 0,
        lastEntryHash: toBase64Url(last?.entryHash ?? new Uint8Array(32)),
        firstSequenceNumber: 1,
        terminalTimeMs: clock.wallMs(),
        app: {name: 'test', version: '1', ...(one.run === undefined ? {} : {run: one.run})},
        proof,
      }),
    );
    await until(() => socket.of('welcome').length > 0 || socket.closedWith !== undefined);
    return {socket, events};
  }

  async function until(done: () => boolean): Promise<void> {
    for (let turns = 0; turns < 50_000 && !done(); turns++) await turn();
    if (!done()) throw new Error('it did not come about');
  }

  async function answers({socket}: TestSession, count: number) {
    await until(() => socket.of('recordTransactionReply').length >= count);
    return socket.of('recordTransactionReply').map(({outcome}) => outcome);
  }

  return {till, hub, proveTo, until, answers};
}

export function frameOf(entry: JournalEntry, changes: Partial<RecordTransaction> = {}): string {
  return encodeLanMessage({
    v: 1,
    type: 'recordTransaction',
    sequenceNumber: entry.header.sequenceNumber,
    header: toBase64Url(entry.headerBytes),
    body: utf8Decode(entry.body ?? new Uint8Array()),
    signature: toBase64Url(entry.signature ?? new Uint8Array(64)),
    ...changes,
  });
}
