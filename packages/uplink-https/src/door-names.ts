import type {LookupAddress} from 'node:dns';
import {lookup, Resolver} from 'node:dns/promises';
import {isIPv6, type LookupFunction} from 'node:net';
import type {Clock} from '@holdfast/std';

/** What a name stands for now. Rejects where nobody can say. */
export type ResolveName = (hostname: string, family: 4 | 6) => Promise<readonly string[]>;

const REFRESH_AFTER_MS = 60_000;
const RESOLVE_MS_MAX = 1_500;
const SYSTEM_AGAIN_MS = 30_000;

interface KnownName {
  readonly addresses: readonly string[];
  atMs: number;
}

/**
 * The addresses of a gateway's doors, as one way learns them. What was learned once is used at once
 * and for ever, and refreshed behind it: a line that is down often takes the store's name server
 * with it, and must not take the other lines' way to head office as well.
 */
export class DoorNames {
  readonly #resolve: ResolveName;
  readonly #clock: Pick<Clock, 'monotonicMs'>;
  readonly #known = new Map<string, KnownName>();
  readonly #asking = new Map<string, Promise<readonly string[]>>();

  constructor(resolve: ResolveName, clock: Pick<Clock, 'monotonicMs'>) {
    this.#resolve = resolve;
    this.#clock = clock;
  }

  /** For `net.connect`. Of a name that has both, IPv4 comes first. */
  readonly lookup: LookupFunction = (hostname, options, callback) => {
    this.#lookUp(hostname, familiesOf(options.family)).then(
      found => {
        const [first] = found;
        if (options.all || !first) callback(null, found);
        else callback(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, ''),
    );
  };

  async #lookUp(hostname: string, families: readonly (4 | 6)[]): Promise<LookupAddress[]> {
    const answers = await Promise.allSettled(
      families.map(async family =>
        (await this.addressesOf(hostname, family)).map(address => ({address, family})),
      ),
    );
    const found = answers.flatMap(answer => (answer.status === 'fulfilled' ? answer.value : []));
    const [first] = answers;
    if (found.length === 0 && first?.status === 'rejected') throw first.reason;
    return found;
  }

  async addressesOf(hostname: string, family: 4 | 6): Promise<readonly string[]> {
    const name = `${family} ${hostname}`;
    const known = this.#known.get(name);
    if (!known) return this.#ask(hostname, family);
    if (this.#clock.monotonicMs() - known.atMs > REFRESH_AFTER_MS) {
      this.#ask(hostname, family).catch(() => {
        known.atMs = this.#clock.monotonicMs(); // it stands until somebody says otherwise
      });
    }
    return known.addresses;
  }

  /** Nobody answered there: the name is asked for again at the next use. */
  doubt(hostname: string): void {
    for (const family of [4, 6]) {
      const known = this.#known.get(`${family} ${hostname}`);
      if (known) known.atMs = Number.NEGATIVE_INFINITY;
    }
  }

  #ask(hostname: string, family: 4 | 6): Promise<readonly string[]> {
    const name = `${family} ${hostname}`;
    const asking = this.#asking.get(name) ?? this.#learn(hostname, family);
    this.#asking.set(name, asking);
    return asking;
  }

  async #learn(hostname: string, family: 4 | 6): Promise<readonly string[]> {
    const name = `${family} ${hostname}`;
    try {
      const addresses = await this.#resolve(hostname, family);
      this.#known.set(name, {addresses, atMs: this.#clock.monotonicMs()});
      return addresses;
    } finally {
      this.#asking.delete(name);
    }
  }
}

function familiesOf(wanted: number | string | undefined): readonly (4 | 6)[] {
  if (wanted === 4 || wanted === 'IPv4') return [4];
  return wanted === 6 || wanted === 'IPv6' ? [6] : [4, 6];
}

const systemAskedAtMs = new Map<string, number>();

/**
 * Asks the machine's name servers from this way's own address, and only then the system, which also
 * knows the hosts file. The system's question blocks one of Node's few worker threads for as long
 * as a dead server takes, and signatures need those: so it is asked once in half a minute a name,
 * over all ways.
 */
export function resolverFrom(
  localAddress: string | undefined,
  tools: {
    readonly clock: Pick<Clock, 'monotonicMs'>;
    /** Instead of the machine's own. */
    readonly servers?: readonly string[];
  },
): ResolveName {
  const {clock, servers} = tools;
  const resolver = new Resolver({timeout: RESOLVE_MS_MAX, tries: 1});
  if (servers) resolver.setServers(servers);
  if (localAddress !== undefined) {
    if (isIPv6(localAddress)) resolver.setLocalAddress('0.0.0.0', localAddress);
    else resolver.setLocalAddress(localAddress);
  }
  return async (hostname, family) => {
    try {
      return family === 6 ? await resolver.resolve6(hostname) : await resolver.resolve4(hostname);
    } catch (error) {
      const nowMs = clock.monotonicMs();
      const askedAtMs = systemAskedAtMs.get(hostname) ?? Number.NEGATIVE_INFINITY;
      if (nowMs - askedAtMs < SYSTEM_AGAIN_MS) throw error;
      systemAskedAtMs.set(hostname, nowMs);
      const found = await lookup(hostname, {family, all: true});
      return found.map(({address}) => address);
    }
  };
}
