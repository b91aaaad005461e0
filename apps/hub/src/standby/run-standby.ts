import {rmSync} from 'node:fs';
import {connectStandby} from '@holdfast/lan-ws/client';
import {systemRandom, writeFileDurably} from '@holdfast/platform-node';
import {STANDBY_LIMITS} from '@holdfast/standby';
import {aborted, Backoff, Fault, isFault, type Log, type Service, supervise} from '@holdfast/std';
import {publicKeyText} from '@holdfast/trust';
import {Hono} from 'hono';
import {AdminServer} from '../admin-server.ts';
import {HubFiles} from '../hub-files.ts';
import {TOOLS} from '../hub-tools.ts';
import {estateOf, readStandbyBook, type StandbyBook, writeStandbyBook} from './standby-book.ts';
import {openStandbyParts, pinOf, type StandbyParts, talkToHub} from './standby-parts.ts';
import type {MirrorState, StandbyStatus} from './standby-status.ts';

/** Where a standby that has become ready can be asked. */
export interface StandbyReady {
  readonly standbyId: string;
  readonly hubId: string;
  readonly admin: {readonly port: number; readonly tokenFile: string};
}

/** What is known of the talk with the hub. */
interface Talk {
  connected: boolean;
  heardAtMs: number;
  /** Why it is not connected, in the last words that were heard of it. */
  detail: string;
}

/**
 * Runs the standby of a data directory until `stop` aborts: dials its hub, again and again, and
 * stores what it is sent. Throws `enrolment/missing` for a machine that is nobody's standby, and
 * the fault of its own disk that it could not outlive.
 */
export async function runStandby(options: {
  readonly dataDir: string;
  readonly adminPort: number;
  readonly log: Log;
  readonly stop: AbortSignal;
  readonly onReady: (ready: StandbyReady) => void;
}): Promise<void> {
  const {dataDir, adminPort, log, stop, onReady} = options;
  const files = new HubFiles(dataDir);
  const book = readStandbyBook(files.standby.book);
  if (!book) throw new Fault('standby/not-joined', {directory: dataDir});
  const parts = await openStandbyParts({files, incarnation: book.incarnation, log});
  const talk: Talk = {connected: false, heardAtMs: 0, detail: ''};
  const admin = new AdminServer({
    port: adminPort,
    token: files.drawAdminToken(),
    routes: new Hono().get('/v1/standby', context => context.json(statusOf({book, parts, talk}))),
  });
  const ready: Service = {
    name: 'ready',
    async run(signal, onServing) {
      writeFileDurably(files.adminPort, `${admin.port}\n`);
      onReady({
        standbyId: parts.standbyId,
        hubId: book.hubId,
        admin: {port: admin.port, tokenFile: files.adminTokenFile},
      });
      onServing();
      await aborted(signal);
    },
  };
  try {
    await supervise([dialling({book, files, parts, talk, log}), admin, ready], stop);
  } finally {
    rmSync(files.adminPort, {force: true});
    await parts.close();
  }
}

function dialling(at: {
  readonly book: StandbyBook;
  readonly files: HubFiles;
  readonly parts: StandbyParts;
  readonly talk: Talk;
  readonly log: Log;
}): Service {
  const {book, files, parts, talk, log} = at;
  const {hubId, host, port, name} = book;
  const backoff = new Backoff(STANDBY_LIMITS.retry, systemRandom);
  const ring = async (signal: AbortSignal) => {
    const keyPin = pinOf(book.keyPin);
    const connection = await connectStandby({address: {host, port}, hubId, keyPin, signal});
    try {
      await talkToHub(
        {...parts, log},
        {
          ...{connection, hubId, name, signal},
          onHeard: () => {
            talk.heardAtMs = TOOLS.clock.wallMs();
          },
          onWelcome: ({estate, hubPublicKey}) => {
            writeStandbyBook(files.standby.book, {
              ...{...book, estate},
              hubPublicKey: publicKeyText(hubPublicKey),
            });
            backoff.reset();
            talk.connected = true;
            log.info('standby.connected', {hub: hubId});
          },
        },
      );
    } finally {
      if (talk.connected) log.warn('standby.disconnected', {hub: hubId});
      talk.connected = false;
      talk.detail = connection.closeDetail();
    }
  };
  return {
    name: 'standby',
    async run(signal, ready) {
      ready();
      while (!signal.aborted) {
        try {
          await ring(signal);
        } catch (error) {
          if (!isFault(error) || !OF_THE_HUB.includes(error.code)) throw error;
          talk.detail = `${error.code} ${String(error.fields['reason'] ?? '')}`.trim();
          log.debug('standby.unreachable', {code: error.code, ...error.fields});
        }
        await TOOLS.clock.sleep(backoff.nextMs(), signal);
      }
    },
  };
}

/** What a hub or a network does, and this machine outlives. */
const OF_THE_HUB: readonly string[] = ['hub/unreachable', 'hub/untrusted', 'wire/malformed'];

function statusOf(at: {
  readonly book: StandbyBook;
  readonly parts: StandbyParts;
  readonly talk: Talk;
}): StandbyStatus {
  const {book, parts, talk} = at;
  const ledgers = parts.mirror.ledgers();
  const lagEntries = ledgers.reduce(
    (sum, {hubPosition, position}) => sum + Math.max(0, hubPosition - position),
    0,
  );
  const state: MirrorState = !talk.connected ? 'away' : lagEntries > 0 ? 'catchingUp' : 'mirrored';
  const {store} = estateOf(book);
  return {
    schema: 'holdfast.standby-status/1',
    role: 'standby',
    store: {id: store.id, name: store.name},
    hubId: book.hubId,
    standbyId: parts.standbyId,
    standbyName: book.name,
    state,
    detail: talk.connected ? '' : talk.detail,
    connected: talk.connected,
    address: talk.connected ? `${book.host}:${book.port}` : '',
    heardAtMs: talk.heardAtMs,
    timeMs: TOOLS.clock.wallMs(),
    custody: talk.connected ? 'mirrored' : 'recorded',
    lagEntries,
    ledgers: ledgers.map(({ledgerId, position, hubPosition, heldPosition}) => ({
      ...{ledgerId, hubPosition, heldPosition},
      mirroredPosition: position,
    })),
  };
}
