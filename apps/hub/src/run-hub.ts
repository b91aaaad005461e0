import {rmSync} from 'node:fs';
import {zstdCompressor} from '@holdfast/compressor-zstd';
import {type AnnounceState, announceHub, type HubAnnouncer} from '@holdfast/discovery-mdns';
import {Forwarder, type LedgerDifference} from '@holdfast/forwarder';
import {Ingest} from '@holdfast/ingest';
import {LanServer} from '@holdfast/lan-ws/server';
import {writeFileDurably} from '@holdfast/platform-node';
import {aborted, type Log, type Service, supervise} from '@holdfast/std';
import {GatewaySink, UplinkGroup} from '@holdfast/uplink';
import {planUplinkRoutes} from '@holdfast/uplink-https';
import {hubIdOfLedger, type JournalId, lanVersions} from '@holdfast/wire';
import {AdminServer, adminRoutes} from './admin-server.ts';
import {CaSite} from './ca-site/ca-site.ts';
import {type HubConfig, retentionMsOf, wayOutOf} from './config.ts';
import {ConsoleCode} from './console/console-code.ts';
import {HubConsole} from './console/open-console.ts';
import {noteSealingKey} from './enrolment-file.ts';
import {ExpiryWatch} from './expiry-watch.ts';
import {hearShown} from './hear-shown.ts';
import {HubFiles} from './hub-files.ts';
import {type HubParts, openHubParts} from './hub-parts.ts';
import {hubRetention} from './hub-retention.ts';
import {TOOLS} from './hub-tools.ts';
import {type Distrust, damageOf, distrustOf, REFILL_GATHER_MS} from './ledger-follow.ts';
import {ledgerService} from './ledger-service.ts';
import {receiptsOf} from './look-up-receipt.ts';
import {loopbackDoor} from './loopback-door.ts';
import {MakeKnown} from './make-known.ts';
import {notingSink} from './noting-sink.ts';
import {Eraser} from './personal/eraser.ts';
import {RosterGiver} from './roster-giver.ts';
import {RouteWatch} from './route-watch.ts';
import {RunningHub} from './running-hub.ts';
import {sessionsService} from './sessions-service.ts';
import {shareDocuments} from './share-documents.ts';
import {HubStandby} from './standby/hub-standby.ts';
import {SegmentFolder} from './standby/segment-folder.ts';
import {storeLabel, storeOrigin, storeOrigins} from './store-label.ts';
import {StoreWatch} from './store-watch.ts';
import {answerFrom, type HubSites} from './till-site.ts';
import {TillsControl} from './tills-control.ts';
import {uplinkSettings} from './uplink-settings.ts';
import {wayMemoryFile} from './way-memory-file.ts';
import {waysToBeKnown} from './ways-to-be-known.ts';

/** Where a hub that has become ready can be reached. */
export interface HubReady {
  readonly hubId: string;
  readonly lan: {readonly host: string; readonly port: number};
  readonly admin: {readonly port: number; readonly tokenFile: string};
  /** What a person should see to from the first start on: codes, as the status shows them. */
  readonly needsAttention: readonly string[];
  /** The door without TLS for browsers of this machine, where it is open. */
  readonly loopback?: {readonly port: number};
}

/**
 * Runs a hub until `stop` aborts. Throws the fault it could not outlive; whoever runs it starts it
 * again. Where the ledger must be closed and followed by another, it does so by itself and goes on.
 */
export async function runHub(options: {
  readonly config: HubConfig;
  readonly log: Log;
  readonly stop: AbortSignal;
  readonly onReady: (ready: HubReady) => void;
  /** The pages that it serves, where they were built. */
  readonly sites?: HubSites;
}): Promise<void> {
  const files = new HubFiles(options.config.data_dir);
  let next: NextLedger | undefined;
  do {
    next = await runOnce({...options, files, next});
  } while (next && !options.stop.aborted);
}

/** Why the ledger must be followed by another. */
interface NextLedger {
  readonly distrust: Distrust | undefined;
  readonly refill: readonly JournalId[];
}

/** One life of the hub's parts; answers why, when the ledger must be followed by another. */
async function runOnce(options: {
  readonly config: HubConfig;
  readonly files: HubFiles;
  readonly log: Log;
  readonly stop: AbortSignal;
  readonly onReady: (ready: HubReady) => void;
  readonly sites?: HubSites;
  readonly next: NextLedger | undefined;
}): Promise<NextLedger | undefined> {
  const {config, files, log, stop, onReady} = options;
  const {distrust: distrusted, refill: refilled = []} = options.next ?? {};
  const parts = await openHubParts({config, files, log, distrust: distrusted, refill: refilled});
  const {ledgers, hubId} = parts;
  const {opened, position} = ledgers.report;
  log.info('hub.opened', {hub: hubId, ledger: ledgers.report.ledgerId, opened, position});
  const follow = new AbortController();
  let distrust: Distrust | undefined;
  const refill = new Set<JournalId>();
  const services = joinServices({
    config,
    files,
    log,
    parts,
    onDiverged: difference => {
      distrust ??= distrustOf(difference, ledgers.current); // the first is the reason
      if (distrust) follow.abort();
    },
    onGap: journalId => {
      if (refill.size === 0) {
        void TOOLS.clock.sleep(REFILL_GATHER_MS, stop).then(() => follow.abort());
      }
      refill.add(journalId);
    },
    onReady,
    sites: options.sites ?? {},
  });
  try {
    await supervise(services, AbortSignal.any([stop, follow.signal]));
  } catch (error) {
    // Damage that is met while reading: what stands from there on is taken over into a new ledger,
    // as far as it can be read, and the tills have the rest. The same damage twice is nothing that
    // this cures.
    const damaged = damageOf(error);
    if (!damaged || damaged.ledgerId === distrusted?.ledgerId) throw error;
    log.error('ledger.damaged', {ledger: damaged.ledgerId, position: damaged.position});
    distrust = damaged;
  } finally {
    rmSync(files.adminPort, {force: true});
    parts.codeDesk.close();
    await ledgers.close();
  }
  if (refill.size > 0) log.warn('ledger.refill', {journals: refill.size});
  return distrust || refill.size > 0 ? {distrust, refill: [...refill]} : undefined;
}

/** Cores to adapters, and in which order they start. They stop in reverse. */
function joinServices(options: {
  readonly config: HubConfig;
  readonly files: HubFiles;
  readonly log: Log;
  readonly parts: HubParts;
  readonly onDiverged: (difference: LedgerDifference) => void;
  readonly onGap: (journalId: JournalId) => void;
  readonly onReady: (ready: HubReady) => void;
  readonly sites: HubSites;
}): readonly Service[] {
  const {config, files, log, parts} = options;
  const {ledgers, identity, hubId, enrolment, roster, rosterBook} = parts;
  const {desk, codeDesk, leafKeeper, storeBook, suspended, printing} = parts;
  const {erasureBook: erasures} = parts;
  const {gatewayPublicKey} = enrolment;
  const {current: ledger, previous, hubJournal} = ledgers;
  const keys = {hubId, hubKey: identity, gatewayPublicKey};
  const uplinks = new UplinkGroup(
    config.uplink.map(uplink => uplinkSettings(uplink, {parts, log})),
    {...TOOLS, ...keys, memories: wayMemoryFile(files.wayMemory, log), log},
  );
  const ingest = new Ingest({
    ...TOOLS,
    identity: {...keys, retailStoreId: config.store.id},
    ledger,
    hubJournal,
    roster,
    rosterKeeper: rosterBook,
    ...{desk, codeDesk},
    shared: parts.library,
    ...{suspended, printing},
    findReceipt: receiptsOf({roster, ledgers}),
    erasures,
    onGap: options.onGap,
    onSeen: (journalId, said) => parts.sightings.note(journalId, said),
    rosterCopy: () => parts.rosterCopies.newest(),
    onShown: shown => hearShown({...TOOLS, ...parts}, {shown, retailStoreId: config.store.id}),
    log,
  });
  printing.tell(ingest);
  shareDocuments({storeBook, suspended}, {ingest, log});
  parts.replacement.onReplaced(() => ingest.replaced());
  const forwarder = new Forwarder(
    // A ledger of another hub leaves under that hub's signature: see deliver-mirrored.
    {
      previous: previous.filter(({ledgerId}) => hubIdOfLedger(ledgerId) === hubId),
      current: ledger,
    },
    {
      ...TOOLS,
      ...keys,
      sink: notingSink(new GatewaySink(uplinks, TOOLS.random), {
        sealingKey: key => {
          noteSealingKey(files.enrolment, key);
          parts.recovery.tend().catch((error: unknown) => {
            log.error('authority.not-sealed', {error: String(error)});
          });
        },
        change: change => {
          parts.replacement.hear(change).catch((error: unknown) => {
            log.error('replacement.not-kept', {error: String(error)});
          });
        },
      }),
      compressor: zstdCompressor(),
      journalKey: journalId =>
        journalId === hubJournal.journalId ? undefined : roster.journal(journalId)?.publicKey,
      alarms: {
        badSignature: ({journalId, sequenceNumber}) =>
          ingest.alarm({
            code: 'journal/bad-signature',
            journalId,
            sequenceNumber,
            detail: 'found before forwarding: the run travels unsigned',
          }),
        pruned: ({ledgerId, first, last}) =>
          ingest.alarm({
            code: 'ledger/pruned',
            detail: `head office asks for ${first} to ${last} of ${ledgerId}, deleted here: it had signed for them`,
          }),
        statementRefused: ({journalId, sequenceNumber, reason}) =>
          log.error('statement.refused', {journal: journalId, sequence: sequenceNumber, reason}),
        diverged: difference => {
          ingest.alarm({
            code: 'ledger/diverged',
            detail: `${difference.reason}: common up to ${difference.lastCommonPosition}`,
          });
          options.onDiverged(difference);
        },
      },
      log,
    },
  );
  const retention = hubRetention({
    ...{ledgers, forwarder, gatewayPublicKey},
    verifier: TOOLS.verifier,
    retentionMs: retentionMsOf(config),
    hasStandby: () => roster.successor !== undefined,
  });
  const pages = answerFrom(options.sites);
  const watch = new StoreWatch({forwarder, uplinks, ingest, clock: TOOLS.clock, log});
  const standby = new HubStandby({
    ...{config, parts, ingest, log},
    port: () => lan.address.port,
  });
  const lan: LanServer = new LanServer({
    host: config.lan.host,
    port: config.lan.port,
    tls: leafKeeper.leaf,
    hosts: {names: config.lan.names, origins: [...config.lan.origins, ...storeOrigins(config)]},
    connect: connection => ingest.connect(connection),
    connectStandby: connection => standby.door.connect(connection),
    site: (request, response) => office.https(request, response) || pages(request, response),
    log,
  });
  const loopback = loopbackDoor(config, {
    ...{ingest, leafKeeper, log},
    site: (request, response) => office.http(request, response) || pages(request, response),
  });
  leafKeeper.serveWith(leaf => lan.showCertificate(leaf));
  const routes = new RouteWatch({
    uplinks: config.uplink.map(uplink => ({name: uplink.name, ...wayOutOf(uplink)})),
    platform: process.platform,
    plan: planUplinkRoutes,
    clock: TOOLS.clock,
    log,
  });
  const caSite = new CaSite({
    host: config.lan.host,
    port: config.ca_site.port,
    page: () => ({
      storeName: config.store.name,
      storeId: config.store.id,
      origin: storeOrigin(config.store, lan.address.port),
    }),
    authority: parts.authority,
    log,
  });
  const expiry = new ExpiryWatch({
    ends: () => ({leaf: leafKeeper.notAfterMs, authority: parts.authority.notAfterMs}),
    alarm: alarm => ingest.alarm(alarm),
    clock: TOOLS.clock,
  });
  let announcement: AnnounceState | undefined;
  const consoleCode = new ConsoleCode(TOOLS);
  const hub = new RunningHub({
    config,
    parts,
    ingest,
    forwarder,
    retention,
    uplinks,
    watch,
    lan,
    routes,
    caSite,
    expiry,
    announcement: () => announcement,
    tills: new TillsControl({roster, rosterBook, log}),
    standby,
    consoleCode,
  });
  const office = new HubConsole({
    ...{control: hub, parts, files, watch, log, code: consoleCode},
    mirrored: journalId => standby.mirroredThrough(journalId),
  });
  const admin = new AdminServer({
    port: config.admin.port,
    token: files.drawAdminToken(),
    routes: adminRoutes(hub, () => hub.metrics()),
  });
  const announcer = lazyAnnouncer(() =>
    announceHub({
      instance: config.store.name,
      host: storeLabel(config.store),
      port: lan.address.port,
      txt: {
        id: hubId.slice(0, 8),
        storeId: config.store.id,
        protocolVersions: lanVersions(),
        tls: true,
      },
      ...TOOLS,
      log,
      ...(config.announce.interfaces.length > 0 ? {interfaces: config.announce.interfaces} : {}),
      onState: state => {
        announcement = state;
      },
    }),
  );
  return [
    ledgerService(ledgers),
    printing.service,
    ...(parts.adoption
      ? [
          new MakeKnown({
            ...{...TOOLS, log},
            isRefused: () => forwarder.progress().fault === 'gateway/refused',
            ways: waysToBeKnown({
              ...{config, identity, enrolment, log, adoption: parts.adoption, previous},
              segments: new SegmentFolder(files.standby.segments, parts.dataKeys.all),
            }),
          }),
        ]
      : []),
    uplinks,
    forwarder,
    standby.mirroring(),
    retention,
    new Eraser({book: erasures, ingest, clock: TOOLS.clock}),
    watch,
    standby.service(),
    lan,
    ...(config.loopback.enabled ? [loopback] : []),
    leafKeeper,
    sessionsService(ingest, ledgers),
    new RosterGiver({...TOOLS, ingest, rosterBook, log}),
    expiry,
    ...(config.ca_site.enabled ? [caSite] : []),
    ...(config.announce.enabled ? [announcer] : []),
    routes,
    ...office.services,
    admin,
    {
      name: 'ready',
      async run(signal, ready) {
        writeFileDurably(files.adminPort, `${admin.port}\n`);
        options.onReady({
          hubId,
          lan: lan.address,
          admin: {port: admin.port, tokenFile: files.adminTokenFile},
          needsAttention: hub.status().issues.map(({code}) => code),
          ...(config.loopback.enabled ? {loopback: {port: loopback.address.port}} : {}),
        });
        ready();
        await aborted(signal);
      },
    },
  ];
}

/**
 * The announcement names the port that the LAN server was given, which is known once that listens.
 */
function lazyAnnouncer(make: () => HubAnnouncer): Service {
  return {name: 'announcer', run: (signal, ready) => make().run(signal, ready)};
}
