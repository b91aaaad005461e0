import {StoreBook} from '@holdfast/catalogue';
import type {SharedLibrary} from '@holdfast/ingest';
import type {Ledgers, OpenLedgersParts} from '@holdfast/ledger';
import {type LedgerKeys, openLedgerKeys, openLibsqlLedgers} from '@holdfast/ledger-libsql';
import {SuspendedBook} from '@holdfast/orders';
import {loadOrCreateSigningKey, nodeDigest} from '@holdfast/platform-node';
import {Fault, type Log, type SigningKey} from '@holdfast/std';
import type {StoreCa} from '@holdfast/store-ca';
import {Roster, signTlsKey} from '@holdfast/trust';
import type {Enrolment} from '@holdfast/uplink-https';
import {type HubId, hubIdOf, type JournalId, parseSealedAuthority} from '@holdfast/wire';
import {type Adoption, readAdoption} from './adoption.ts';
import type {HubConfig} from './config.ts';
import {documentFiles} from './document-files.ts';
import {readEnrolment} from './enrolment-file.ts';
import {dataKeysOf, type HubFiles} from './hub-files.ts';
import {TOOLS} from './hub-tools.ts';
import {joinLibraries} from './join-libraries.ts';
import {loadOrMakeStoreCa} from './leaf-book.ts';
import {LeafKeeper} from './leaf-keeper.ts';
import {leafNames} from './leaf-names.ts';
import {openPairingDesks, type PairingDesks} from './pairing-desks.ts';
import {ErasureBook} from './personal/erasure-book.ts';
import {PersonalControl} from './personal/personal-control.ts';
import {HubPrinting} from './printing/hub-printing.ts';
import {openPrinterBook} from './printing/printer-file.ts';
import {sealedJobs} from './printing/sealed-jobs.ts';
import {RecoveryDesk} from './recovery-desk.ts';
import {ReplacementWatch} from './replacement-watch.ts';
import {RosterBook} from './roster-book.ts';
import {RosterCopies} from './roster-copies.ts';
import {Sightings} from './sightings.ts';
import {type AuthorityView, viewAuthority} from './store-authority.ts';
import {isPromotion, predecessorOf, takeOver} from './take-over.ts';

/** Everything of a hub that outlives its network: keys, ledgers, roster. */
export interface HubParts extends PairingDesks {
  readonly hubId: HubId;
  readonly identity: SigningKey;
  readonly authority: AuthorityView;
  readonly storeCa: StoreCa;
  readonly leafKeeper: LeafKeeper;
  readonly recovery: RecoveryDesk;
  readonly enrolment: Enrolment;
  readonly ledgers: Ledgers;
  readonly dataKeys: LedgerKeys;
  readonly roster: Roster;
  readonly rosterBook: RosterBook;
  readonly storeBook: StoreBook;
  readonly printing: HubPrinting;
  readonly erasureBook: ErasureBook;
  readonly personal: PersonalControl;
  readonly suspended: SuspendedBook;
  /** Everything that tills share, as they ask for it. */
  readonly library: SharedLibrary;
  readonly rosterCopies: RosterCopies;
  readonly sightings: Sightings;
  readonly replacement: ReplacementWatch;
  /** Where this hub took over from another. */
  readonly adoption: Adoption | undefined;
}

/**
 * Opens what a hub has on its disk. Rejects with a fault that names the file; holds nothing open
 * then.
 */
export async function openHubParts(options: {
  readonly config: HubConfig;
  readonly files: HubFiles;
  readonly log: Log;
  readonly distrust: OpenLedgersParts['distrust'];
  readonly refill: readonly JournalId[];
}): Promise<HubParts> {
  const {config, files, log, distrust, refill} = options;
  const enrolment = readEnrolment(files.enrolment);
  if (!enrolment) {
    throw new Fault('enrolment/missing', {directory: files.directory});
  }
  if (enrolment.retailStoreId !== config.store.id) {
    throw new Fault('config/invalid', {
      key: 'store.id',
      reason: `head office enrolled this hub for store ${enrolment.retailStoreId}`,
      value: config.store.id,
    });
  }
  const adoption = readAdoption(files.adoption);
  const identity = await loadOrCreateSigningKey(files.identityKey);
  const hubId = hubIdOf(nodeDigest, identity.publicKey);
  const store = {retailStoreId: config.store.id, nowMs: TOOLS.clock.wallMs()};
  const storeCa = await loadOrMakeStoreCa(files.storeCa, store);
  const authority = viewAuthority(storeCa.certificatePem);
  const leafKeeper = await LeafKeeper.open({
    ca: storeCa,
    file: files.leaf,
    names: () => leafNames(config),
    sign: claim => signTlsKey(identity, claim),
    clock: TOOLS.clock,
    log,
  });
  const disk = documentFiles(files.storeBook);
  const storeBook = new StoreBook({...TOOLS, disk});
  const suspended = new SuspendedBook({...TOOLS, disk});
  const dataKeys = await openLedgerKeys({
    place: dataKeysOf(files.directory),
    directory: files.ledgers,
    nowMs: TOOLS.clock.wallMs(),
  });
  const printing = new HubPrinting({
    book: openPrinterBook(files.printing.printers),
    disk: sealedJobs(files.printing.jobs, {keys: () => dataKeys.all, log}),
    store: storeBook,
    clock: TOOLS.clock,
    log,
  });
  const ledgers = await openLibsqlLedgers({
    keys: dataKeys,
    clock: TOOLS.clock,
    random: TOOLS.random,
    directory: files.ledgers,
    keyDirectory: files.keys,
    ...(adoption ? {adopted: predecessorOf(adoption), promoted: isPromotion(adoption)} : {}),
    shell: 'worker',
    identity,
    retailStoreId: config.store.id,
    log,
    ...(distrust ? {distrust} : {}),
    refill,
  });
  const roster = new Roster();
  const {current: ledger, previous, hubJournal} = ledgers;
  const file = files.rosterBook;
  const {clock} = TOOLS;
  const rosterBook = new RosterBook({file, roster, ledger, previous, hubJournal, clock, log});
  const erasureBook = new ErasureBook({
    ...{file: files.erasureBook, hubId, identity, ledgers, clock, log},
  });
  try {
    await rosterBook.open();
    await erasureBook.open();
    if (adoption) await takeOver({...TOOLS, ...{adoption, ledgers, rosterBook, enrolment}});
    const {publicKey: hubPublicKey} = identity;
    const {retailStoreId} = enrolment;
    const recovery = new RecoveryDesk({
      ...TOOLS,
      ...{files: files.recovery, storeCa, roster: rosterBook, log},
      hub: () => ({retailStoreId, hubPublicKey, epoch: roster.epoch}),
      headOffice: () => readEnrolment(files.enrolment)?.sealingPublicKey,
      sealed: parseSealedAuthority(roster.sealedAuthority),
    });
    await recovery.tend();
    const replacement = await ReplacementWatch.open({
      ...TOOLS,
      ...{file: files.replacement, hubId, retailStoreId, roster, log},
      gatewayPublicKey: enrolment.gatewayPublicKey,
    });
    const sightings = new Sightings(TOOLS.clock);
    const rosterCopies = new RosterCopies({
      ...TOOLS,
      ...{hubId, identity, ledger, roster, rosterBook, sightings},
      enrolment: () => readEnrolment(files.enrolment) ?? enrolment,
    });
    const desks = await openPairingDesks({ledgers, hubId, log, tools: TOOLS});
    return {
      hubId,
      identity,
      authority,
      storeCa,
      leafKeeper,
      recovery,
      enrolment,
      ledgers,
      dataKeys,
      roster,
      rosterBook,
      storeBook,
      printing,
      erasureBook,
      personal: new PersonalControl({ledgers, book: erasureBook, log}),
      suspended,
      library: joinLibraries(storeBook, suspended),
      rosterCopies,
      sightings,
      replacement,
      adoption,
      ...desks,
    };
  } catch (error) {
    await ledgers.close();
    throw error;
  }
}
