import {type Finding, keyOf, nameOf} from './finding.ts';
import type {SideEntry, StoreHistory} from './history.ts';

/**
 * What the terminals' files say of journals that were closed because their end was lost: which of
 * their entries were made again elsewhere, and from where on the hub's history of them is one that
 * the terminal's disk forgot.
 */
export class ClosedJournals {
  readonly #again = new Map<string, SideEntry[]>();
  readonly #lastCommon: ReadonlyMap<string, number>;
  readonly #kept: ReadonlySet<string>;

  constructor({terminals}: Pick<StoreHistory, 'terminals'>) {
    this.#lastCommon = terminals.lastCommon ?? new Map();
    this.#kept = hashedNames(terminals.entries);
    const seen = new Set<string>();
    for (const entry of terminals.entries) {
      const [superseded] = entry.supersedes ?? [];
      if (!superseded || seen.has(entry.entryHash)) continue;
      seen.add(entry.entryHash);
      const name = hashedName(superseded);
      this.#again.set(name, [...(this.#again.get(name) ?? []), entry]);
    }
  }

  isSuperseded(entry: SideEntry): boolean {
    return this.#again.has(hashedName(entry));
  }

  /** Copies of one till each keep what they shared: one sale, on several disks. */
  isShared({journalId}: SideEntry): boolean {
    return this.#lastCommon.has(journalId);
  }

  /** Sold on a disk that was put back to an older copy: only the hub and head office know of it. */
  isForgotten(entry: SideEntry): boolean {
    return this.mayBeForgotten(entry) && !this.#kept.has(hashedName(entry));
  }

  /** A place of which the terminals' disks may have forgotten a sale. */
  mayBeForgotten(place: {readonly journalId: string; readonly sequenceNumber: number}): boolean {
    const lastCommon = this.#lastCommon.get(place.journalId) ?? Number.POSITIVE_INFINITY;
    return place.sequenceNumber > lastCommon;
  }

  /** The terminals' sales, each once: without what was made again and without second copies. */
  sales({terminals}: Pick<StoreHistory, 'terminals'>): readonly SideEntry[] {
    const seen = new Set<string>();
    return terminals.entries.filter(entry => {
      const name = hashedName(entry);
      const first = !this.isShared(entry) || !seen.has(name);
      seen.add(name);
      return first && !this.isSuperseded(entry);
    });
  }

  /** Made again once, with the same body, and not recorded as it was as well (I1). */
  check({hub, gateway, terminals}: StoreHistory): Finding[] {
    const findings: Finding[] = [];
    const found = (kind: Finding['kind'], entry: SideEntry, told: Omit<Told, 'kind'>) =>
      findings.push({invariant: 'I1', kind, entry: nameOf(entry), ...told});
    const there = {hub: hashedNames(hub.entries), gateway: hashedNames(gateway.entries)};
    for (const entry of terminals.entries) {
      const again = this.#again.get(hashedName(entry)) ?? [];
      if (again.length > 1) {
        found('doubled', entry, {side: 'terminals', detail: 'was made again more than once'});
      }
      if (again.some(({bodySha256}) => bodySha256 !== entry.bodySha256)) {
        found('changed', entry, {side: 'terminals', detail: 'was made again with another body'});
      }
      for (const side of ['hub', 'gateway'] as const) {
        if (again.length === 0 || !there[side].has(hashedName(entry))) continue;
        found('doubled', entry, {side, detail: 'is here, and was made again as well'});
      }
    }
    return findings;
  }
}

type Told = Pick<Finding, 'kind' | 'side' | 'detail'>;

function hashedName(entry: {
  readonly journalId: string;
  readonly sequenceNumber: number;
  readonly entryHash: string;
}): string {
  return `${keyOf(entry)}/${entry.entryHash}`;
}

function hashedNames(entries: readonly SideEntry[]): ReadonlySet<string> {
  return new Set(entries.map(hashedName));
}
