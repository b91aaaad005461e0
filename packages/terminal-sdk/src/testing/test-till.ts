import {type Digest, Fault, type Log, type SigningKey, silentLog} from '@holdfast/std';
import {SeededRandom, VirtualClock} from '@holdfast/std/testing';
import {createTerminal} from '../create-terminal.ts';
import type {CustodyEvent} from '../custody.ts';
import {formatAddress} from '../hub-ladder.ts';
import type {TerminalIssue} from '../issue.ts';
import {TERMINAL_LIMITS} from '../limits.ts';
import type {HubLink, Journal, TerminalPlatform} from '../ports.ts';
import type {Terminal, TerminalOptions} from '../terminal.ts';
import type {TerminalStatus} from '../terminal-status.ts';
import {FakeFinder} from './fake-finder.ts';
import {FakeHub, type FakeHubOptions} from './fake-hub.ts';
import {MemoryDisk, MemoryJournal} from './memory-journal.ts';
import {toyKey, toyVerifier} from './toy-key.ts';

/**
 * One till on a fake platform with virtual time: a disk that survives its crashes, a hub to talk
 * to, and a diary of everything it said.
 */
export class TestTill {
  readonly clock = new VirtualClock();
  readonly random: SeededRandom;
  /** May be replaced while nothing runs, as by a snapshot that is put back. */
  disk = new MemoryDisk();
  readonly finder = new FakeFinder();
  readonly key: SigningKey;
  /** Every address it ever called. */
  readonly dialled: string[] = [];
  /** Addresses where every packet vanishes: a call there ends after three seconds. */
  readonly blackholes = new Set<string>();
  /** How long a call takes until somebody answers. */
  connectMs = 0;
  /** Whom its calls reach. */
  hub: FakeHub;
  readonly digest: Digest;
  log: Log = silentLog;
  capBytes = Number.POSITIVE_INFINITY;
  terminal: Terminal;
  readonly statuses: TerminalStatus[] = [];
  readonly custody: CustodyEvent[] = [];
  readonly issues: TerminalIssue[] = [];
  readonly #options: Partial<TerminalOptions>;
  /** Counts processes: what an earlier one still does reaches neither disk nor network. */
  #life = 1;

  constructor(digest: Digest, options: Partial<TerminalOptions> = {}, seed = 1) {
    this.digest = digest;
    this.random = new SeededRandom(seed);
    this.key = toyKey(digest, `till ${seed}`);
    this.#options = options;
    this.hub = this.makeHub();
    this.terminal = this.#make();
  }

  makeHub(options: Partial<FakeHubOptions> = {}): FakeHub {
    const {clock, random, digest} = this;
    return new FakeHub({clock, random, digest, ...options});
  }

  openJournal(): Journal {
    const {key, digest, disk, capBytes} = this;
    const life = this.#life;
    const isAlive = () => life === this.#life;
    return new MemoryJournal({key, digest, disk, capBytes, isAlive}).newest();
  }

  /** Pairs without the ceremony. */
  admit(hub = this.hub): void {
    const {journalId, key} = this.openJournal();
    this.disk.pairing = hub.admit({journalId, publicKey: key.publicKey});
  }

  /** Pairs, starts, and lets the first session open where there is a hub to open it. */
  async begin(): Promise<Terminal> {
    if (!this.disk.pairing) this.admit();
    await this.terminal.start();
    await this.clock.advance(TERMINAL_LIMITS.discoveryFirstMs);
    return this.terminal;
  }

  /** The process dies: nothing of it is left but its disk. A new one is started on it. */
  async crash(): Promise<Terminal> {
    this.#life += 1;
    this.hub.closeAll();
    this.terminal = this.#make();
    return this.begin();
  }

  /** What the terminal stands on. */
  get platform(): TerminalPlatform {
    const {clock, random, digest, finder, log} = this;
    const life = this.#life;
    return {
      openJournal: async () => this.openJournal(),
      finder,
      link: {
        connect: target => {
          if (life !== this.#life) return new Promise(() => {});
          const place = formatAddress(target.address);
          this.dialled.push(place);
          return this.#call(target, () => this.hub.connect(target));
        },
        connectUnproven: target => {
          if (life !== this.#life) return new Promise(() => {});
          this.dialled.push(formatAddress(target.address));
          return this.#call(target, () => this.hub.connectUnproven(target));
        },
      },
      clock,
      random,
      digest,
      verifier: toyVerifier(digest),
      log,
    };
  }

  async #call<T>(
    {address, signal}: Parameters<HubLink['connectUnproven']>[0],
    connect: () => Promise<T>,
  ): Promise<T> {
    const vanishes = this.blackholes.has(formatAddress(address));
    const waitMs = vanishes ? 3_000 : this.connectMs;
    if (waitMs > 0) await this.clock.sleep(waitMs, signal);
    if (!vanishes && !signal.aborted) return connect();
    throw new Fault('hub/unreachable', {address: formatAddress(address), reason: 'timeout'});
  }

  #make(): Terminal {
    const {platform} = this;
    const terminal = createTerminal({
      app: {name: 'test', version: '1'},
      platform,
      ...this.#options,
    });
    const life = this.#life;
    const keep =
      <T>(diary: T[]) =>
      (value: T) => {
        if (life === this.#life) diary.push(value);
      };
    terminal.on('status', keep(this.statuses));
    terminal.on('custody', keep(this.custody));
    terminal.on('issue', keep(this.issues));
    return terminal;
  }
}
