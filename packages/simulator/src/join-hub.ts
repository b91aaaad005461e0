import {join} from 'node:path';
import {Forwarder, type LedgerDifference} from '@holdfast/forwarder';
import {
  type Adoption,
  hearShown,
  hubRetention,
  MakeKnown,
  notingSink,
  openPairingDesks,
  ReplacementWatch,
  RosterBook,
  RosterCopies,
  RosterGiver,
  Sightings,
  StoreWatch,
  takeOver,
} from '@holdfast/hub/parts';
import {Ingest} from '@holdfast/ingest';
import {type Ledgers, RETENTION_LIMITS, type RetentionLimits} from '@holdfast/ledger';
import {nodeDigest} from '@holdfast/platform-node';
import {
  aborted,
  assert,
  type Bytes,
  fromBase64Url,
  type Service,
  type SigningKey,
} from '@holdfast/std';
import type {HubAddress} from '@holdfast/terminal-sdk';
import {type PairingDesk, Roster} from '@holdfast/trust';
import {askForAdmission, GatewaySink, UplinkGroup, type WayMemory} from '@holdfast/uplink';
import {type HubId, hubIdOfLedger, type JournalId} from '@holdfast/wire';
import type {Boot} from './machine.ts';
import {simCompressor} from './sim-compressor.ts';
import {simVerifier} from './sim-keys.ts';
import {SimWay} from './sim-way.ts';
import type {Stage} from './stage.ts';

/** Retention in a hurry, and in small pieces: a storm is over soon. */
const RETENTION_PACE: Partial<RetentionLimits> = {
  firstAfterMs: 1_000,
  everyMs: 3_000,
  unheardEveryMs: 1_000,
  moreAfterMs: 500,
  sweepEntriesMax: 16,
};

/** What one hub is, whichever life of it runs. */
export interface HubPlate {
  readonly identity: SigningKey;
  readonly hubId: HubId;
  readonly keyPin: Bytes;
  readonly address: HubAddress;
  readonly memories: {
    read(): Promise<readonly WayMemory[]>;
    save(memories: readonly WayMemory[]): Promise<void>;
  };
}

/** What serves, and what people may ask of it. */
export interface Serving {
  readonly ledgers: Ledgers;
  readonly forwarder: Forwarder;
  readonly desk: PairingDesk;
  readonly uplinks: UplinkGroup;
  readonly replacement: ReplacementWatch;
  readonly roster: Roster;
  readonly rosterBook: RosterBook;
  /** Stops every service in its turn, as an operator does, and starts again. */
  readonly restart: () => void;
}

interface JoinedFrom {
  readonly boot: Boot;
  readonly stage: Stage;
  readonly plate: HubPlate;
  readonly ledgers: Ledgers;
  readonly adoption: Adoption | undefined;
  readonly on: {
    readonly diverged: (difference: LedgerDifference) => void;
    readonly gap: (journalId: JournalId) => void;
    readonly restart: () => void;
    readonly serving: (serving: Serving) => void;
  };
}

/** Joins the parts of the real hub as the real one joins them, and opens what lies on its disk. */
export async function joinHub(from: JoinedFrom): Promise<readonly Service[]> {
  const {boot, stage, plate, ledgers, adoption, on} = from;
  const {life, directory, clock, random, log} = boot;
  const {current: ledger, previous, hubJournal} = ledgers;
  const {retailStoreId, lan, headOffice} = stage;
  const {hubId, identity} = plate;
  const tools = {clock, random, digest: nodeDigest, verifier: simVerifier, log};
  const roster = new Roster();
  const file = join(directory, 'roster.json');
  const rosterBook = new RosterBook({file, roster, ledger, previous, hubJournal, clock, log});
  await rosterBook.open();
  const gatewayPublicKey = headOffice.publicKey;
  const enrolment = {gatewayPublicKey};
  if (adoption) await takeOver({...tools, ...{adoption, ledgers, rosterBook, enrolment}});
  const replacement = await ReplacementWatch.open({
    ...{...tools, hubId, retailStoreId, gatewayPublicKey, roster},
    file: join(directory, 'replacement.json'),
  });
  const desks = await openPairingDesks({ledgers, hubId, log, tools});
  const keys = {hubId, hubKey: identity, gatewayPublicKey};
  const ways = waysOf(from);
  const {memories} = plate;
  const uplinks = new UplinkGroup(
    ways.map(way => ({way})),
    {...tools, ...keys, memories},
  );
  const ingest = new Ingest({
    ...tools,
    identity: {...keys, retailStoreId},
    ...{ledger, hubJournal, roster, rosterKeeper: rosterBook},
    ...desks,
    onGap: on.gap,
    ...rosterSharing(from, {roster, rosterBook, replacement}),
  });
  replacement.onReplaced(() => {
    stage.rare.reached('fencedByEpoch');
    ingest.replaced();
  });
  const forwarder = new Forwarder(
    {
      previous: previous.filter(({ledgerId}) => hubIdOfLedger(ledgerId) === hubId),
      current: ledger,
    },
    {
      ...tools,
      ...keys,
      sink: notingSink(new GatewaySink(uplinks, random), {
        sealingKey() {},
        change: change => void life.pass(() => replacement.hear(change)).catch(boot.fall),
      }),
      compressor: simCompressor,
      journalKey: journalId => roster.journal(journalId)?.publicKey,
      alarms: {
        badSignature: ({journalId, sequenceNumber}) => {
          const detail = `signature of ${journalId}/${sequenceNumber}`;
          stage.found({invariant: 'I10', at: 'hub', detail});
        },
        pruned: ({ledgerId, first, last}) => {
          const detail = `${first} to ${last} of ${ledgerId} were deleted`;
          stage.found({invariant: 'I1', at: 'hub', detail});
        },
        statementRefused: ({journalId, sequenceNumber, reason}) => {
          const detail = `statement of ${journalId}/${sequenceNumber}: ${reason}`;
          log.error('statement.refused', {detail});
        },
        diverged: difference => {
          ingest.alarm({code: 'ledger/diverged', detail: difference.reason});
          on.diverged(difference);
        },
      },
    },
  );
  const watch = new StoreWatch({forwarder, uplinks, ingest, clock, log});
  return [
    ledgerService(ledgers),
    ...(adoption ? [makeKnown(from, {adoption, ways, forwarder})] : []),
    uplinks,
    forwarder,
    watch,
    ...(stage.storm.upheavals.includes('seasonPasses')
      ? [
          hubRetention({
            ...{ledgers, forwarder, gatewayPublicKey, verifier: simVerifier},
            retentionMs: RETENTION_LIMITS.retentionMinMs,
            limits: RETENTION_PACE,
          }),
        ]
      : []),
    ...(sharesRoster(stage) ? [new RosterGiver({...tools, ingest, rosterBook})] : []),
    {
      name: 'lan',
      run: async (signal, ready) => {
        const leave = ledger.heldGrown.subscribe(statement => ingest.publishHeld(statement));
        const {keyPin, address} = plate;
        lan.listen({
          ...{life, keyPin, address, hubId, retailStoreId},
          connect: connection => ingest.connect(connection),
        });
        const {desk} = desks;
        const {restart} = on;
        on.serving({
          ...{ledgers, forwarder, uplinks, desk, replacement, restart},
          ...{roster, rosterBook},
        });
        ready();
        await aborted(signal);
        await ingest.stop();
        leave();
      },
    },
  ];
}

/** Where no hub is ever replaced, nobody looks at the copies of its roster. */
function sharesRoster({storm}: Stage): boolean {
  return storm.upheavals.includes('hubReplaced');
}

function rosterSharing(
  {stage, plate, boot, ledgers, adoption}: JoinedFrom,
  parts: {
    readonly roster: Roster;
    readonly rosterBook: RosterBook;
    readonly replacement: ReplacementWatch;
  },
): Pick<ConstructorParameters<typeof Ingest>[0], 'rosterCopy' | 'onShown' | 'onSeen'> {
  if (!sharesRoster(stage)) return {};
  const {retailStoreId, headOffice} = stage;
  const {clock} = boot;
  const {hubId, identity} = plate;
  const {roster, rosterBook} = parts;
  const sightings = new Sightings(clock);
  const tools = {clock, digest: nodeDigest, verifier: simVerifier};
  const copies = new RosterCopies({
    ...tools,
    ...{hubId, identity, ledger: ledgers.current, roster, rosterBook, sightings},
    enrolment: () => ({
      ...{retailStoreId, doors: ['https://head-office.example'], keyPin: undefined},
      ...{gatewayPublicKey: headOffice.publicKey, sealingPublicKey: undefined},
      gatewayIncarnation: headOffice.enrolledBy(),
    }),
  });
  return {
    rosterCopy: () => copies.newest(),
    onSeen: (journalId, said) => sightings.note(journalId, said),
    onShown: shown => hearShown({...tools, ...parts, adoption}, {shown, retailStoreId}),
  };
}

function makeKnown(
  {boot, stage, plate}: JoinedFrom,
  by: {
    readonly adoption: Adoption;
    readonly ways: readonly SimWay[];
    readonly forwarder: Forwarder;
  },
): Service {
  const {clock, random, log} = boot;
  const {adoption, ways, forwarder} = by;
  const {retailStoreId} = stage;
  const {identity} = plate;
  const tools = {digest: nodeDigest, verifier: simVerifier};
  const applicant = {identity, retailStoreId, name: 'Store', ...tools};
  const change = fromBase64Url(adoption.change);
  assert(change, 'an adoption names its change of hub');
  const proof = {codeProof: nodeDigest.sha256(change), change: adoption.change};
  return new MakeKnown({
    ...{clock, random, log},
    isRefused: () => forwarder.progress().fault === 'gateway/refused',
    ways: ways.map(way => ({
      name: way.name,
      async tell(signal) {
        await askForAdmission(way, {applicant, proof}, signal);
      },
    })),
  });
}

function waysOf({boot: {life, random}, stage}: JoinedFrom): readonly SimWay[] {
  const {lines, headOffice, scheduler, history, rare} = stage;
  const door = headOffice.answer;
  return lines.map(
    (line, at) => new SimWay({line, life, door, scheduler, random, history, rare}, at + 1),
  );
}

/** A ledger that failed to write is read again from its disk by the next life. */
function ledgerService(ledgers: Ledgers): Service {
  return {
    name: 'ledger',
    async run(signal, ready) {
      ready();
      const failure = await Promise.race([ledgers.failed, aborted(signal)]);
      if (failure !== undefined && !signal.aborted) throw failure;
    },
  };
}
