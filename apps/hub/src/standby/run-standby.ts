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
import {HubPlaces} from './hub-places.ts';
import {promoteStandby} from './promote-standby.ts';
import {estateOf, readStandbyBook, type StandbyBook, writeStandbyBook} from './standby-book.ts';
import {openStandbyParts, pinOf, type StandbyParts, talkToHub} from './standby-parts.ts';
import type {MirrorState, StandbyStatus} from './standby-status.ts';

/** Where a standby that has become ready can be asked. */
export interface StandbyReady {
  readonly standbyId: string;
  readonly hubId: string;
  readonly admin: {readonly port: number; readonly tokenFile: string};
}

/** So long the answer to whoever promoted it has to leave. */
const ANSWERED_MS = 200;

/** What is known of the talk with the hub. */
interface Talk {
  connected: boolean;
  address: string;
  heardAtMs: number;
  /** Why it is not connected, in the last words that were heard of it. */
  detail: string;
}

/**
 * Runs the standby of a data directory until `stop` aborts, or until a person promotes it: dials
 * its hub, again and again, and stores what it is sent. Throws `standby/not-joined` for a machine
 * that is nobody's standby, and the fault of its own disk that it could not outlive.
 */
export async function runStandby(options: {
  readonly dataDir: string;
  readonly adminPort: number;
  /** Whether the LAN is listened to for where the hub is, and on which interfaces. */
  readonly announce: {readonly enabled: boolean; readonly interfaces: readonly string[]};
  readonly log: Log;
  readonly stop: AbortSignal;
  readonly onReady: (ready: StandbyReady) => void;
}): Promise<'stopped' | 'promoted'> {
  const {dataDir, adminPort, announce, log, stop, onReady} = options;
  const files = new HubFiles(dataDir);
  const book = readStandbyBook(files.standby.book);
  if (!book) throw new Fault('standby/not-joined', {directory: dataDir});
  const parts = await openStandbyParts({files, incarnation: book.incarnation, log});
  const talk: Talk = {connected: false, address: '', heardAtMs: 0, detail: ''};
  const {hubId, host, port} = book;
  const {interfaces} = announce;
  const find = announce.enabled ? {interfaces, log} : undefined;
  const places = new HubPlaces({hubId, last: {host, port}, find});
  const dialler = new Dialler({book, files, parts, talk, places, log});
  const over = new AbortController();
  const promote = async (force: boolean) => {
    if (talk.connected && !force) throw new Fault('standby/hub-alive', {hub: book.hubId});
    await dialler.halt(); // what is in hand is stored before the mirror is what counts
    const {identity, sealingKey} = parts;
    const newest = readStandbyBook(files.standby.book) ?? book;
    const promoted = await promoteStandby({files, book: newest, identity, sealingKey, log});
    void TOOLS.clock.sleep(ANSWERED_MS).then(() => over.abort());
    return {schema: 'holdfast.standby-promoted/1', hubId: parts.standbyId, ...promoted};
  };
  const admin = new AdminServer({
    port: adminPort,
    token: files.drawAdminToken(),
    routes: new Hono()
      .get('/v1/standby', context => context.json(statusOf({book, parts, talk})))
      .post('/v1/standby/promote', async context =>
        context.json(await promote(context.req.query('force') === 'yes')),
      ),
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
    await supervise([places, dialler, admin, ready], AbortSignal.any([stop, over.signal]));
    return over.signal.aborted ? 'promoted' : 'stopped';
  } finally {
    rmSync(files.adminPort, {force: true});
    await parts.close();
  }
}

interface DiallerParts {
  readonly book: StandbyBook;
  readonly files: HubFiles;
  readonly parts: StandbyParts;
  readonly talk: Talk;
  readonly places: HubPlaces;
  readonly log: Log;
}

/** Rings the hub, again and again, and stores what it sends. */
class Dialler implements Service {
  readonly name = 'standby';
  readonly #at: DiallerParts;
  readonly #backoff = new Backoff(STANDBY_LIMITS.retry, systemRandom);
  readonly #halted = new AbortController();
  readonly #idle = Promise.withResolvers<void>();

  constructor(at: DiallerParts) {
    this.#at = at;
  }

  /** Rings no more; resolves once nothing that came is still being stored. */
  async halt(): Promise<void> {
    this.#halted.abort();
    await this.#idle.promise;
  }

  async run(signal: AbortSignal, ready: () => void): Promise<void> {
    ready();
    try {
      await this.#dial(AbortSignal.any([signal, this.#halted.signal]));
    } finally {
      this.#idle.resolve();
    }
    await aborted(signal);
  }

  async #dial(signal: AbortSignal): Promise<void> {
    const {talk, log} = this.#at;
    while (!signal.aborted) {
      try {
        await this.#ring(signal);
      } catch (error) {
        if (!isFault(error) || !OF_THE_HUB.includes(error.code)) throw error;
        talk.detail = `${error.code} ${String(error.fields['reason'] ?? '')}`.trim();
        log.debug('standby.unreachable', {code: error.code, ...error.fields});
      }
      await TOOLS.clock.sleep(this.#backoff.nextMs(), signal);
    }
  }

  async #ring(signal: AbortSignal): Promise<void> {
    const {book, files, parts, talk, places, log} = this.#at;
    const {hubId, name} = book;
    const keyPin = pinOf(book.keyPin);
    const address = places.next();
    const connection = await connectStandby({address, hubId, keyPin, signal});
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
              ...{...book, ...address, estate},
              hubPublicKey: publicKeyText(hubPublicKey),
            });
            places.worked(address);
            talk.address = `${address.host}:${address.port}`;
            this.#backoff.reset();
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
  }
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
    address: talk.connected ? talk.address : '',
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
