import {X509Certificate} from 'node:crypto';
import type {Bytes, Clock, Log, Service} from '@holdfast/std';
import {issueLeaf, LEAF_LIFE_MS, type Leaf, type StoreCa} from '@holdfast/store-ca';
import {readLeaf, renewalReason, writeLeaf} from './leaf-book.ts';
import type {LeafNames} from './leaf-names.ts';

/** How often addresses and dates are looked at. */
const EVERY_MS = 30_000;
/** Half its life ahead: a renewal may fail for three months before a browser notices. */
const RENEW_AHEAD_MS = LEAF_LIFE_MS / 2;

export interface LeafKeeperParts {
  readonly ca: StoreCa;
  readonly file: string;
  /** What the hub is called now. */
  readonly names: () => LeafNames;
  /** The hub's statement that a TLS key is its own. */
  readonly sign: (claim: {readonly keyPin: Bytes; readonly issuedAtMs: number}) => Promise<string>;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Keeps a certificate at hand that browsers in the store believe: renewed half its life
 * ahead, and whenever the hub gets an address or a name that it does not speak for. It needs no
 * network, and each has a new key.
 */
export class LeafKeeper implements Service {
  readonly name = 'leaf-keeper';
  readonly #parts: LeafKeeperParts;
  #leaf: Leaf;
  #serve: (leaf: Leaf) => void = () => {};

  private constructor(parts: LeafKeeperParts, leaf: Leaf) {
    this.#parts = parts;
    this.#leaf = leaf;
  }

  /** The leaf on the disk if it serves, else a new one. */
  static async open(parts: LeafKeeperParts): Promise<LeafKeeper> {
    const kept = readLeaf(parts.file);
    const keeper = new LeafKeeper(parts, kept ?? (await makeLeaf(parts, 'first')));
    if (kept) await keeper.#renew();
    return keeper;
  }

  get leaf(): Leaf {
    return this.#leaf;
  }

  /** When browsers stop believing it. */
  get notAfterMs(): number {
    return new X509Certificate(this.#leaf.certificatePem).validToDate.getTime();
  }

  /** Who shows the leaf to others: hears of each new one. */
  serveWith(serve: (leaf: Leaf) => void): void {
    this.#serve = serve;
  }

  async run(signal: AbortSignal, ready: () => void): Promise<void> {
    const {clock} = this.#parts;
    ready();
    while (!signal.aborted) {
      await clock.sleep(EVERY_MS, signal);
      if (!signal.aborted) await this.#renew();
    }
  }

  async #renew(): Promise<void> {
    try {
      await this.look();
    } catch (error) {
      this.#parts.log.error('leaf.renewal-failed', {error: String(error)}); // the old one serves on
    }
  }

  /** Renews the leaf where it must be. */
  async look(): Promise<void> {
    const {ca, names, clock} = this.#parts;
    const nowMs = clock.wallMs();
    const wanted = {ca, names: names(), nowMs, renewAheadMs: RENEW_AHEAD_MS};
    const reason = renewalReason(this.#leaf, wanted);
    if (reason === undefined) return;
    this.#leaf = await makeLeaf(this.#parts, reason);
    this.#serve(this.#leaf);
  }
}

async function makeLeaf(parts: LeafKeeperParts, reason: string): Promise<Leaf> {
  const {ca, file, names, sign, clock, log} = parts;
  const nowMs = clock.wallMs();
  const {hosts, addresses} = names();
  const uri = (keyPin: Bytes) => sign({keyPin, issuedAtMs: nowMs});
  const leaf = await issueLeaf(ca, {hosts, addresses, uri, nowMs});
  writeLeaf(file, leaf);
  log.info('leaf.issued', {reason, hosts: hosts.join(' '), addresses: addresses.join(' ')});
  return leaf;
}
