import {createHash} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {
  ClosedJournals,
  checkStore,
  erasedNames,
  type Finding,
  nameOf,
  type SideEntry,
  type SoldReceipt,
  type StoreHistory,
  sideSums,
} from '@holdfast/checkers';
import {readGateway} from './read-gateway.ts';
import {readHub} from './read-hub.ts';
import {readTerminal} from './read-terminal.ts';
import {isSignedEntry} from './signature-check.ts';
import {base32} from './verify/bytes.ts';

export interface ProveOptions {
  readonly tills: readonly string[];
  readonly hub: string;
  readonly gateway: string;
  /** NDJSON of receipts that applications were given; kept by them, not by us. */
  readonly sold?: string;
  /** What the data keys of a side are wrapped with, where they are. */
  readonly credential?: Uint8Array;
  /**
   * Journals of tills in a browser, whose disk no program reads: taken as the hub has them, and
   * from there on proved like all others.
   */
  readonly browserJournals?: readonly string[];
}

/** What was counted, and everything that is wrong. */
export interface Proof {
  readonly ok: boolean;
  readonly counts: {
    readonly sold: number | undefined;
    /** Sales on the tills' disks, each once. */
    readonly journaled: number;
    /** Of these, made again in a journal that took over from one whose end was lost. */
    readonly madeAgain: number;
    /** Of these, of tills in a browser: counted as the hub has them. */
    readonly inBrowsers: number;
    readonly recorded: number;
    readonly held: number;
    readonly hubEntries: number;
    readonly quarantined: number;
    readonly journals: number;
    readonly ledgers: number;
    readonly signatures: number;
    /** Personal data beside the hub's entries, and beside how many an erasure took it. */
    readonly personalKept: number;
    readonly personalErased: number;
  };
  /** Minor units by currency and side. */
  readonly sums: Readonly<
    Record<'terminals' | 'hub' | 'gateway', Readonly<Record<string, number>>>
  >;
  readonly findings: readonly Finding[];
}

/**
 * Reads the files of the three sides after their programs have stopped, and says what they prove.
 * It shares no code with what wrote them: another SQLite, its own decoders, its own arithmetic.
 */
export function proveStore(options: ProveOptions): Proof {
  const tills = options.tills.map(till => readTerminal(till, options.credential));
  const hub = readHub(options.hub, options.credential);
  const gateway = readGateway(options.gateway, options.credential);
  const inBrowsers = hub.entries.filter(({journalId}) =>
    options.browserJournals?.includes(journalId),
  );
  const prunedTo = new Map(tills.flatMap(till => [...till.prunedTo]));
  const lastCommon = lowest(tills.flatMap(till => [...till.lastCommon]));
  const history: StoreHistory = {
    sold: options.sold === undefined ? undefined : readSold(options.sold),
    terminals: {
      entries: [...tills.flatMap(({entries}) => entries), ...inBrowsers],
      ...{prunedTo, lastCommon},
    },
    hub,
    gateway,
  };
  const signatures = tills.flatMap(till => till.signatures);
  const findings = [...checkStore(history), ...checkSignatures(signatures, gateway.journalKeys)];
  const isTill = (entry: SideEntry) => entry.workstationId !== 'hub';
  const sums = sideSums(history);
  const sales = new ClosedJournals(history).sales(history);
  return {
    ok: findings.length === 0,
    counts: {
      sold: history.sold?.length,
      journaled: sales.length,
      inBrowsers: inBrowsers.length,
      madeAgain: sales.filter(({supersedes}) => supersedes).length,
      recorded: hub.entries.filter(isTill).length,
      held: gateway.entries.filter(isTill).length,
      hubEntries: gateway.entries.filter(entry => !isTill(entry)).length,
      quarantined: hub.entries.filter(entry => entry.quarantined !== undefined).length,
      journals: new Set(hub.entries.filter(isTill).map(({journalId}) => journalId)).size,
      ledgers: new Set(hub.places.map(({ledgerId}) => ledgerId)).size,
      signatures: signatures.length,
      personalKept: hub.entries.filter(({personal}) => personal?.state === 'here').length,
      personalErased: erasedNames(history).size,
    },
    sums: {
      terminals: Object.fromEntries(sums.terminals),
      hub: Object.fromEntries(sums.hub),
      gateway: Object.fromEntries(sums.gateway),
    },
    findings,
  };
}

/** Two copies of one till may each have parted from the hub: what all three share counts. */
function lowest(found: readonly (readonly [string, number])[]): Map<string, number> {
  const lowestOf = new Map<string, number>();
  for (const [journalId, sequence] of found) {
    lowestOf.set(journalId, Math.min(sequence, lowestOf.get(journalId) ?? sequence));
  }
  return lowestOf;
}

/** Every entry of every till is signed by the key whose hash its journal is named after (I10). */
function checkSignatures(
  signatures: readonly {readonly entry: SideEntry; readonly signature: Buffer}[],
  keys: ReadonlyMap<string, Buffer>,
): Finding[] {
  const findings: Finding[] = [];
  for (const {entry, signature} of signatures) {
    const publicKey = keys.get(entry.journalId);
    const named =
      publicKey && base32(createHash('sha256').update(publicKey).digest().subarray(0, 10));
    const wrong =
      publicKey === undefined
        ? 'head office does not know the key of this journal'
        : named !== entry.journalId
          ? 'the key that head office knows is not the one the journal is named after'
          : isSignedEntry({publicKey, entryHash: entry.entryHash, signature})
            ? undefined
            : 'the signature is not the journal key’s';
    if (wrong !== undefined) {
      const entryName = nameOf(entry);
      findings.push({
        invariant: 'I10',
        kind: 'chain',
        side: 'terminals',
        entry: entryName,
        detail: wrong,
      });
    }
  }
  return findings;
}

function readSold(file: string): SoldReceipt[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter(line => line !== '')
    .map(line => {
      const {journalId, sequenceNumber, bodySha256}: Record<string, unknown> = JSON.parse(line);
      if (
        typeof journalId !== 'string' ||
        typeof sequenceNumber !== 'number' ||
        typeof bodySha256 !== 'string'
      ) {
        throw new Error(`a line of ${file} is not a receipt: ${line.slice(0, 80)}`);
      }
      return {journalId, sequenceNumber, bodySha256};
    });
}
