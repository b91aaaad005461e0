import type {StoreBook} from '@holdfast/catalogue';
import type {AnnounceState} from '@holdfast/discovery-mdns';
import type {BusinessDayDate} from '@holdfast/domain';
import {type Forwarder, oldestUnsentMs, STICK} from '@holdfast/forwarder';
import {readAnswer} from '@holdfast/forwarder/stick';
import type {Ingest} from '@holdfast/ingest';
import type {LanServer} from '@holdfast/lan-ws/server';
import type {LedgerStretch, Retention} from '@holdfast/ledger';
import {type Bytes, Fault, toHex} from '@holdfast/std';
import {publicKeyText} from '@holdfast/trust';
import type {UplinkGroup, UplinkSnapshot} from '@holdfast/uplink';
import type {JournalId} from '@holdfast/wire';
import type {CaSite} from './ca-site/ca-site.ts';
import type {NamedJournal, TakenAnswer} from './carried.ts';
import {completeness} from './completeness.ts';
import type {HubConfig} from './config.ts';
import type {ConsoleCode} from './console/console-code.ts';
import type {DayTotals} from './day-totals.ts';
import type {ExpiryWatch} from './expiry-watch.ts';
import {type FoundReceipt, findReceipt} from './find-receipt.ts';
import type {DataKeysControl, HubControl, UplinkWish} from './hub-control.ts';
import type {HubIdentity} from './hub-identity.ts';
import type {HubParts} from './hub-parts.ts';
import type {HubStatus, TillStatus, UplinkStatus, UplinkTest} from './hub-status.ts';
import {TOOLS} from './hub-tools.ts';
import type {LedgerSummary} from './ledger-summary.ts';
import {ownJournalKeys} from './own-journal-keys.ts';
import {PairingControl} from './pairing-control.ts';
import type {PersonalControl} from './personal/personal-control.ts';
import type {HubPrinting} from './printing/hub-printing.ts';
import type {RecoverySheet} from './recovery-desk.ts';
import type {RouteWatch} from './route-watch.ts';
import type {HubStandby} from './standby/hub-standby.ts';
import {storeOrigin} from './store-label.ts';
import type {StoreWatch} from './store-watch.ts';
import type {TillsControl} from './tills-control.ts';
import {VERSION} from './version.ts';

const PROBE_WAIT_MS = 3_000;
const READ_BYTES = 4 * 1024 * 1024;

export interface RunningHubParts {
  readonly config: HubConfig;
  readonly parts: HubParts;
  readonly ingest: Ingest;
  readonly forwarder: Forwarder;
  readonly retention: Pick<Retention, 'state'>;
  readonly uplinks: UplinkGroup;
  readonly watch: StoreWatch;
  readonly lan: LanServer;
  readonly routes: Pick<RouteWatch, 'found'>;
  readonly caSite: Pick<CaSite, 'port' | 'problem'>;
  readonly expiry: Pick<ExpiryWatch, 'issues'>;
  readonly announcement: () => AnnounceState | undefined;
  readonly tills: TillsControl;
  readonly standby: HubStandby;
  readonly consoleCode: ConsoleCode;
}

/** A hub at work, as its loopback door sees it. */
export class RunningHub implements HubControl {
  readonly pairing: PairingControl;
  readonly tills: TillsControl;
  readonly personal: PersonalControl;
  readonly store: StoreBook;
  readonly printing: HubPrinting;
  readonly dataKeys: DataKeysControl;
  readonly standby: HubStandby;
  readonly #parts: RunningHubParts;
  #metrics: Promise<() => Promise<string>> | undefined;

  constructor(parts: RunningHubParts) {
    this.#parts = parts;
    const {lan} = parts.config;
    this.tills = parts.tills;
    this.personal = parts.parts.personal;
    this.store = parts.parts.storeBook;
    this.printing = parts.parts.printing;
    const {dataKeys} = parts.parts;
    this.dataKeys = {
      list: () => dataKeys.list(),
      rotate: () => dataKeys.rotate(TOOLS.clock.wallMs()),
    };
    this.standby = parts.standby;
    this.pairing = new PairingControl({
      parts: parts.parts,
      lan,
      port: () => parts.lan.address.port,
    });
  }

  /** The page for Prometheus. What writes it is loaded by the first scrape. */
  async metrics(): Promise<string> {
    this.#metrics ??= import('./metrics.ts').then(({hubMetrics}) =>
      hubMetrics(() => this.status()),
    );
    return await (await this.#metrics)();
  }

  status(): HubStatus {
    const {config, parts, forwarder, watch, ingest, lan, expiry} = this.#parts;
    const {state, sinceMs, causes} = watch.look();
    const progress = forwarder.progress();
    const {counts} = ingest;
    const stats = parts.ledgers.stats();
    const timeMs = TOOLS.clock.wallMs();
    return {
      schema: 'holdfast.hub-status/1',
      version: VERSION,
      hubId: parts.hubId,
      store: config.store,
      timeMs,
      state,
      sinceMs,
      causes,
      ledger: {
        ledgerId: parts.ledgers.current.ledgerId,
        position: parts.ledgers.current.end().position,
        heldPosition: progress.heldPosition,
        unsent: progress.backlogEntries,
        oldestUnsentMs: Math.round(oldestUnsentMs(progress, timeMs)),
        quarantined: counts.quarantined,
        stuck: progress.state === 'stuck' ? (progress.fault ?? 'gateway/refused') : '',
      },
      retention: this.#retention(),
      printers: this.printing.status(),
      ...this.#standby(),
      tills: this.#tills(),
      ...this.#tookOver(),
      uplinks: this.#uplinks(),
      routes: this.#parts.routes.found,
      discovery: this.#discovery(),
      lan: lan.address,
      authority: this.#authority(),
      issues: [...parts.replacement.issues(), ...parts.recovery.issues(), ...expiry.issues()],
      counts: {...counts, ...numbersOf(stats)},
    };
  }

  identity(): HubIdentity {
    const {config, parts} = this.#parts;
    const publicKey = publicKeyText(parts.identity.publicKey);
    return {hubId: parts.hubId, publicKey, store: config.store};
  }

  #retention(): HubStatus['retention'] {
    const {config, parts, retention} = this.#parts;
    const {holds, ...deleted} = retention.state;
    return {
      days: config.retention.days,
      prunedPosition: parts.ledgers.current.prunedTo().position,
      ...deleted,
      holds: [...holds].map(([ledgerId, hold]) => ({
        ...{ledgerId, kind: hold.kind, position: hold.position},
        journalId: hold.kind === 'uncovered' ? hold.journalId : '',
      })),
    };
  }

  #standby(): Pick<HubStatus, 'standby'> {
    const {state, standbyName: name, lagEntries, heardAtMs} = this.standby.status();
    return state === 'none' ? {} : {standby: {name, state, lagEntries, heardAtMs}};
  }

  #tookOver(): Pick<HubStatus, 'tookOver'> {
    const {adoption, roster, ledgers, sightings} = this.#parts.parts;
    if (!adoption) return {};
    const {current} = ledgers;
    const safeSequence = (journalId: JournalId) =>
      Math.max(
        current.lane(journalId)?.sequenceNumber ?? 0,
        current.heldStatement(journalId)?.sequenceNumber ?? 0,
      );
    const tills = completeness({
      ...{journals: roster.journals(), safeSequence},
      sighting: journalId => sightings.of(journalId),
      knownBefore: new Map((adoption.lanes ?? []).map(lane => [lane.journalId, lane])),
    });
    const hubBefore = adoption.hubsBefore.at(-1) ?? '';
    return {tookOver: {hubBefore, epoch: roster.epoch, tills}};
  }

  #tills(): TillStatus[] {
    const {parts, ingest} = this.#parts;
    const mirrored = (journalId: JournalId) =>
      parts.roster.successor ? {mirroredSequence: this.standby.mirroredThrough(journalId)} : {};
    const {roster, ledgers, sightings} = parts;
    const sessions = new Map(ingest.sessions().map(session => [session.journalId, session]));
    return roster.journals().map(({workstationId, journalId, name, closed}) => {
      const session = sessions.get(journalId);
      return {
        workstationId,
        name,
        journalId,
        connected: session !== undefined,
        address: session?.address ?? '',
        sinceMs: session?.sinceMs ?? 0,
        clockOffsetMs: session?.clockOffsetMs ?? 0,
        app: session?.app ?? '',
        recordedSequence: ledgers.current.lane(journalId)?.sequenceNumber ?? 0,
        heldSequence: ledgers.current.heldStatement(journalId)?.sequenceNumber ?? 0,
        ...mirrored(journalId),
        closed,
        ...sightings.of(journalId),
      };
    });
  }

  #uplinks(): UplinkStatus[] {
    return this.#parts.uplinks.snapshots().map(uplinkStatus);
  }

  #authority(): HubStatus['authority'] {
    const {config, parts, lan, caSite} = this.#parts;
    const {words, sha256, notAfterMs} = parts.authority;
    const {enabled} = config.ca_site;
    return {
      words,
      sha256,
      notAfterMs,
      origin: storeOrigin(config.store, lan.address.port),
      leafNotAfterMs: parts.leafKeeper.notAfterMs,
      site: {
        port: caSite.port,
        problem: enabled ? caSite.problem : 'switched off by ca_site.enabled',
      },
    };
  }

  #discovery(): HubStatus['discovery'] {
    const state = this.#parts.announcement();
    if (state?.state === 'announced') {
      const {names, interfaces} = state;
      return {announcing: true, name: names.instance, interfaces, problem: ''};
    }
    const {enabled} = this.#parts.config.announce;
    const waiting = state?.state === 'waiting' ? state.fault.code : 'probing';
    const problem = enabled ? waiting : 'switched off by announce.enabled';
    return {announcing: false, name: '', interfaces: [], problem};
  }

  drawConsoleCode(): {readonly code: string; readonly validMs: number} {
    return this.#parts.consoleCode.draw();
  }

  printRecoverySheet(): Promise<RecoverySheet> {
    return this.#parts.parts.recovery.print();
  }

  confirmRecoverySheet(words: string): Promise<void> {
    return this.#parts.parts.recovery.confirm(words);
  }

  async steerUplink(asked: {readonly name: string; readonly wish: UplinkWish}): Promise<boolean> {
    const {name, wish} = asked;
    const {uplinks} = this.#parts;
    if (!uplinks.snapshots().some(uplink => uplink.name === name)) return false;
    if (wish === 'prefer') await uplinks.prefer(name);
    else if (wish === 'pause') await uplinks.pause(name);
    else await uplinks.resume(name);
    return true;
  }

  async testUplinks(name: string | undefined): Promise<readonly UplinkTest[]> {
    const {uplinks} = this.#parts;
    const startMs = TOOLS.clock.wallMs();
    await uplinks.probeNow(name, AbortSignal.timeout(PROBE_WAIT_MS));
    return uplinks
      .snapshots()
      .filter(uplink => (name === undefined ? !uplink.paused : uplink.name === name))
      .map(uplink => ({
        ...uplinkStatus(uplink),
        answered: Math.ceil(uplink.answeredAtMs ?? 0) >= startMs,
      }));
  }

  async readLedger(after: number, entriesMax: number): Promise<LedgerStretch> {
    const {current} = this.#parts.parts.ledgers;
    const position = Math.min(after, current.end().position);
    return current.readAfter(position, {entriesMax, bodyBytesMax: READ_BYTES});
  }

  findReceipt(printed: Parameters<HubControl['findReceipt']>[0]): Promise<readonly FoundReceipt[]> {
    const {roster, ledgers} = this.#parts.parts;
    return findReceipt({roster, ledger: ledgers.current}, printed);
  }

  async dayTotals(day: {readonly businessDayDate: BusinessDayDate}): Promise<DayTotals> {
    const {ledgers} = this.#parts.parts;
    const {position} = ledgers.current.end();
    const {indexedPosition: countedPosition} = ledgers.stats();
    return {...day, totals: await ledgers.index.dayTotals(day), countedPosition, position};
  }

  ledgers(): readonly LedgerSummary[] {
    const {current, previous} = this.#parts.parts.ledgers;
    const {sink} = this.#parts.forwarder.progress();
    return [...previous, current].map(reader => {
      const {position, head} = reader.end();
      return {
        ledgerId: reader.ledgerId,
        prunedPosition: reader.prunedTo().position,
        position,
        head: toHex(head),
        heldPosition: Math.max(reader.watermark(sink), reader.watermark(STICK)),
        current: reader === current,
      };
    });
  }

  async segment(wanted: {
    readonly ledgerId: string;
    readonly after: number;
    readonly upTo: number;
  }): Promise<Bytes | undefined> {
    const {ledgerId, after, upTo} = wanted;
    const segment = await this.#parts.forwarder.segmentAfter({ledgerId, position: after, upTo});
    return segment?.bytes;
  }

  async journals(): Promise<readonly NamedJournal[]> {
    const {roster, ledgers} = this.#parts.parts;
    const own = [...(await ownJournalKeys(ledgers))].map(([journalId, publicKey]) => ({
      journalId,
      publicKey,
    }));
    return [...own, ...roster.journals()].map(({journalId, publicKey}) => ({
      journalId,
      publicKey: publicKeyText(publicKey),
    }));
  }

  async takeAnswer(bytes: Bytes): Promise<TakenAnswer> {
    const {parts, forwarder} = this.#parts;
    const {gatewayPublicKey} = parts.enrolment;
    const answer = await readAnswer(TOOLS, {bytes, gatewayPublicKey});
    const {gatewayIncarnation, issuedAtMs} = answer;
    const ledgers = await forwarder.learn(answer);
    if (ledgers === 'stale') {
      const reason = 'head office was restored after it had written this';
      throw new Fault('stick/not-for-us', {reason, gatewayIncarnation});
    }
    return {gatewayIncarnation, issuedAtMs, statements: answer.heldStatements.length, ledgers};
  }
}

function uplinkStatus(uplink: UplinkSnapshot): UplinkStatus {
  const {name, state, sinceMs, metered, paused, preferred, rttMs, fault} = uplink;
  return {
    name,
    health: state,
    sinceMs,
    metered,
    paused,
    preferred,
    rttMs,
    bytesOut: uplink.sentBytes,
    bytesIn: uplink.receivedBytes,
    usedBytes: uplink.usedBytes,
    ...(uplink.budgetBytes === undefined ? {} : {budgetBytes: uplink.budgetBytes}),
    seenAs: uplink.sourceAddress ?? '',
    lastError: fault ? `${fault.code} ${fault.reason}`.trim() : '',
  };
}

/** The plain counters among a part's statistics. */
function numbersOf(stats: object): Record<string, number> {
  return Object.fromEntries(
    Object.entries(stats).flatMap(([name, value]) =>
      typeof value === 'number' ? [[name, value]] : [],
    ),
  );
}
