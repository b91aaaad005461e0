import {zstdCompressor} from '@holdfast/compressor-zstd';
import {Forwarder, type ForwarderLimits} from '@holdfast/forwarder';
import type {Ingest} from '@holdfast/ingest';
import {
  MirrorBook,
  type MirroredLane,
  STANDBY,
  StandbyDesk,
  StandbyDoor,
  type StandbyIdentity,
  StandbySink,
} from '@holdfast/standby';
import {aborted, type Log, type Service, toBase64Url} from '@holdfast/std';
import {publicKeyText} from '@holdfast/trust';
import {
  encodeHubBody,
  formatStandbyLink,
  type HeadOfficeHolds,
  hubIdOf,
  pairingNotedSchema,
} from '@holdfast/wire';
import type {HubConfig} from '../config.ts';
import {enrolmentText} from '../enrolment-file.ts';
import type {HubParts} from '../hub-parts.ts';
import {TOOLS} from '../hub-tools.ts';
import {ownJournalKeys} from '../own-journal-keys.ts';
import {pairingHost} from '../pairing-host.ts';
import {sealAuthority} from '../sealed-authority.ts';
import type {Estate} from './estate.ts';
import {estateBefore} from './estate-before.ts';
import type {MirrorState, StandbyStatus} from './standby-status.ts';

const GATEWAY = 'gateway';

/**
 * One segment at a time and all of it in order: a mirror only grows at its end. So nothing is fresh
 * here, and what waits behind one segment leaves in the next.
 */
const IN_ORDER: Partial<ForwarderLimits> = {
  freshTailEntriesMax: -1,
  freshUnsentMax: 0,
  backlogInFlightMax: 1,
  backlogEntriesMax: 1024,
  retry: {firstMs: 200, maxMs: 60_000}, // it is told when a standby connects
  stuckRetryMs: 10_000,
};

export interface HubStandbyParts {
  readonly config: HubConfig;
  readonly parts: HubParts;
  readonly ingest: Ingest;
  /** The port of the LAN door, once it listens. */
  readonly port: () => number;
  readonly log: Log;
}

/**
 * All that a running hub has to do with its standby: the door, the sink, and what tills are told.
 */
export class HubStandby {
  readonly door: StandbyDoor;
  readonly #forwarder: Forwarder;
  readonly #parts: HubStandbyParts;
  readonly #desk: StandbyDesk;
  readonly #sink: StandbySink;
  readonly #book: MirrorBook;
  #divergence = '';

  constructor(given: HubStandbyParts) {
    this.#parts = given;
    const {parts, ingest, log} = given;
    const {hubId, identity, ledgers, roster, rosterBook, enrolment} = parts;
    const {current, previous, hubJournal} = ledgers;
    this.#desk = new StandbyDesk({
      ...TOOLS,
      hubId,
      note: noted => hubJournal.append('pairing', encodeHubBody(pairingNotedSchema, noted)),
    });
    const onLie = (detail: string) =>
      ingest.alarm({code: 'standby/untrusted', detail: detail.slice(0, 400)});
    this.#sink = new StandbySink({...TOOLS, log, onLie});
    this.#book = new MirrorBook({recordedHash: lane => this.#recordedHash(lane), onLie});
    this.door = new StandbyDoor({
      ...TOOLS,
      ...{hubId, hubKey: identity, retailStoreId: parts.enrolment.retailStoreId},
      ...{roster, keeper: rosterBook, desk: this.#desk, sink: this.#sink, log},
      estateFor: standby => this.#estateFor(standby),
      heldNow: () => this.#heldNow(),
    });
    this.#forwarder = new Forwarder(
      {previous, current},
      {
        ...TOOLS,
        sink: this.#sink,
        compressor: zstdCompressor(),
        hubKey: identity,
        gatewayPublicKey: enrolment.gatewayPublicKey,
        journalKey: journalId =>
          journalId === hubJournal.journalId ? undefined : roster.journal(journalId)?.publicKey,
        alarms: {
          badSignature() {}, // the road to head office raises it
          statementRefused() {}, // a standby has none to give
          pruned: ({ledgerId, first, last}) =>
            log.warn('standby.lacks', {ledger: ledgerId, first, last}),
          diverged: ({ledgerId, reason, lastCommonPosition}) => {
            // A ledger that was followed by another may have been mirrored beyond its end.
            if (ledgerId !== current.ledgerId) return;
            this.#divergence = `${reason}: common up to ${lastCommonPosition}`;
            ingest.alarm({code: 'standby/diverged', detail: this.#divergence});
          },
        },
        log,
      },
      IN_ORDER,
    );
  }

  /** Mirrors from when a standby first connects: a hub that has none does nothing for it. */
  mirroring(): Service {
    return {
      name: this.#forwarder.name,
      run: async (signal, ready) => {
        ready();
        const met = Promise.withResolvers<void>();
        const leave = this.#sink.revived.subscribe(() => met.resolve());
        await Promise.race([met.promise, aborted(signal)]);
        leave();
        if (!signal.aborted) await this.#forwarder.run(signal, () => {});
      },
    };
  }

  /** Tells tills what is mirrored, and closes the door at the stop. */
  service(): Service {
    const {ingest} = this.#parts;
    return {
      name: 'standby-door',
      run: async (signal, ready) => {
        const leave = [
          this.#sink.said.subscribe(position => void this.#book.learn(position)),
          this.#book.changed.subscribe(lane => this.#tell(lane)),
          ingest.sessionOpened.subscribe(journalId => {
            const sequenceNumber = this.#book.through(journalId);
            if (sequenceNumber > 0) this.#tell({journalId, sequenceNumber});
          }),
        ];
        ready();
        await aborted(signal);
        this.door.stop();
        for (const exit of leave) exit();
      },
    };
  }

  /** How far the standby has a journal. */
  mirroredThrough(journalId: MirroredLane['journalId']): number {
    return this.#book.through(journalId);
  }

  /** Opens the door to one standby and answers its link. */
  async openLink(): Promise<{readonly link: string; readonly windowMs: number}> {
    const {config, parts, port} = this.#parts;
    const {hubId, leafKeeper} = parts;
    const {token, windowMs} = await this.#desk.open();
    const host = pairingHost(config.lan);
    const {keyPin} = leafKeeper.leaf;
    return {link: formatStandbyLink({host, port: port(), hubId, keyPin, token}), windowMs};
  }

  /** The standby may follow this hub no more. `false` where there is none. */
  async dismiss(): Promise<boolean> {
    const {roster, rosterBook} = this.#parts.parts;
    if (!roster.successor) return false;
    await rosterBook.dismissSuccessor();
    this.door.closeAll('the hub dismissed this standby');
    this.#book.clear();
    return true;
  }

  status(): StandbyStatus {
    const {config, parts} = this.#parts;
    const {hubId, ledgers, roster} = parts;
    const {successor} = roster;
    const state = this.#state();
    const all = [...ledgers.previous, ledgers.current];
    return {
      schema: 'holdfast.standby-status/1',
      role: 'hub',
      store: {id: config.store.id, name: config.store.name},
      hubId,
      standbyId: successor ? hubIdOf(TOOLS.digest, successor.hubPublicKey) : '',
      standbyName: successor?.name ?? '',
      state,
      detail: this.#detail(state),
      connected: this.#sink.connected,
      address: this.door.address,
      heardAtMs: this.door.heardAtMs ?? 0,
      timeMs: TOOLS.clock.wallMs(),
      custody: state === 'mirrored' || state === 'catchingUp' ? 'mirrored' : 'recorded',
      lagEntries: this.#forwarder.progress().backlogEntries,
      ledgers: all.map(reader => ({
        ledgerId: reader.ledgerId,
        hubPosition: reader.end().position,
        // Its own word of this run before what another standby once had.
        mirroredPosition:
          this.#forwarder.standing(reader.ledgerId)?.heldUpTo ?? reader.watermark(STANDBY),
        heldPosition: reader.watermark(GATEWAY),
      })),
    };
  }

  #state(): MirrorState {
    if (!this.#parts.parts.roster.successor) return 'none';
    const {state, backlogEntries} = this.#forwarder.progress();
    if (state === 'diverged' || state === 'stuck') return state;
    if (!this.#sink.connected) return 'away';
    return backlogEntries === 0 ? 'mirrored' : 'catchingUp';
  }

  #detail(state: MirrorState): string {
    if (state === 'diverged') return this.#divergence;
    if (state !== 'stuck') return '';
    return this.#forwarder.progress().fault ?? '';
  }

  #tell({journalId, sequenceNumber}: MirroredLane): void {
    const {parts, ingest} = this.#parts;
    const {successor} = parts.roster;
    if (!successor) return;
    const standbyId = hubIdOf(TOOLS.digest, successor.hubPublicKey);
    ingest.publishMirrored({journalId, sequenceNumber, standbyId});
  }

  async #recordedHash(lane: MirroredLane) {
    const {current} = this.#parts.parts.ledgers;
    const tail = current.lane(lane.journalId);
    return tail?.sequenceNumber === lane.sequenceNumber
      ? tail.entryHash
      : await current.recordedHash(lane);
  }

  #heldNow(): HeadOfficeHolds['ledgers'] {
    const {previous, current} = this.#parts.parts.ledgers;
    return [...previous, current].map(reader => ({
      ledgerId: reader.ledgerId,
      heldPosition: reader.watermark(GATEWAY),
      end: reader.end().position,
    }));
  }

  async #estateFor({sealingPublicKey}: StandbyIdentity): Promise<string> {
    const {config, parts} = this.#parts;
    const {roster, enrolment, hubId, storeCa} = parts;
    const recipient = toBase64Url(sealingPublicKey);
    const authority = await sealAuthority(storeCa, [{to: 'standby', recipient}]);
    const before = estateBefore(parts);
    const estate: Estate = {
      v: 1,
      hubId,
      epoch: roster.epoch,
      store: config.store,
      enrolment: enrolmentText(enrolment),
      authority,
      journalKeys: [
        ...roster.journals().map(({publicKey}) => publicKey),
        ...(before.bases.length > 0 ? (await ownJournalKeys(parts.ledgers)).values() : []),
      ].map(publicKeyText),
      ...(before.bases.length > 0 ? {before} : {}),
    };
    return JSON.stringify(estate);
  }
}
