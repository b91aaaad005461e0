import {findCardData, parseJson, parseValue, workstationIdSchema} from '@holdfast/domain';
import {type Clock, Fault, formatIssue, Topic} from '@holdfast/std';
import type {SuspendedChange, SuspendedOutcome} from '@holdfast/wire';
import {changeSales} from './change-sales.ts';
import {
  paidTwice,
  SUSPENDED_DOCUMENT,
  type SuspendedSale,
  suspendedSalesSchema,
} from './suspended-sale.ts';

/** The document as it lies on the hub's disk. */
interface KeptDocument {
  readonly version: number;
  readonly changedAtMs: number;
  readonly text: string;
}

/** Where the hub keeps it: after a power cut it is the old one or the new one. */
export interface SuspendedDisk {
  read(name: string): KeptDocument | undefined;
  write(name: string, document: KeptDocument): void;
}

/** Letters of one part, as the LAN carries it. */
const PART_LENGTH = 128 * 1024;

/**
 * The store's suspended sales, at its hub: what a till says is decided here, is on the disk before
 * it is answered, and is then told to every till as one shared document.
 */
export class SuspendedBook {
  /** Told after a change is on the disk. */
  readonly changes = new Topic<void>();
  /** A sale that two tills were paid for. */
  readonly doublePayments = new Topic<SuspendedSale>();
  readonly #disk: SuspendedDisk;
  readonly #clock: Clock;
  #document: KeptDocument | undefined;
  #sales: readonly SuspendedSale[];

  constructor({disk, clock}: {readonly disk: SuspendedDisk; readonly clock: Clock}) {
    this.#disk = disk;
    this.#clock = clock;
    this.#document = disk.read(SUSPENDED_DOCUMENT);
    this.#sales = this.#document ? salesOf(this.#document.text) : [];
  }

  get sales(): readonly SuspendedSale[] {
    return this.#sales;
  }

  /** What a till of this store says, which its session has proved it to be. */
  change(change: SuspendedChange, workstation: string): SuspendedOutcome {
    const workstationId = workstationIdSchema.parse(workstation);
    if (change.kind === 'suspend' && holdsCard(change.text))
      return {kind: 'refused', reason: 'cardData'};
    const atMs = Math.max(0, Math.floor(this.#clock.wallMs()));
    const {sales, outcome} = changeSales(this.#sales, change, {workstationId, atMs});
    if (sales === this.#sales) return outcome;
    const before = this.#sales.find(({saleId}) => saleId === change.saleId);
    this.#keep(sales, atMs);
    const after = sales.find(({saleId}) => saleId === change.saleId);
    if (after && paidTwice(after) && after.payments.length !== before?.payments.length)
      this.doublePayments.publish(after);
    return outcome;
  }

  /** As a document that tills share; none before there was a suspended sale. */
  list() {
    if (!this.#document) return [];
    const {version, changedAtMs, text} = this.#document;
    const parts = Math.max(1, Math.ceil(text.length / PART_LENGTH));
    return [{name: SUSPENDED_DOCUMENT, version, changedAtMs, parts}];
  }

  part(asked: {
    readonly name: string;
    readonly version: number;
    readonly part: number;
  }): string | undefined {
    const document = this.#document;
    if (asked.name !== SUSPENDED_DOCUMENT || document?.version !== asked.version) return undefined;
    const from = asked.part * PART_LENGTH;
    if (from > 0 && from >= document.text.length) return undefined;
    return document.text.slice(from, from + PART_LENGTH);
  }

  #keep(sales: readonly SuspendedSale[], atMs: number): void {
    const version = Math.max((this.#document?.version ?? 0) + 1, atMs);
    const document = {version, changedAtMs: atMs, text: JSON.stringify({sales})};
    this.#disk.write(SUSPENDED_DOCUMENT, document);
    this.#document = document;
    this.#sales = sales;
    this.changes.publish();
  }
}

function salesOf(text: string): readonly SuspendedSale[] {
  const json = parseJson(text);
  const read = json.ok ? parseValue(suspendedSalesSchema, json.value) : json;
  if (read.ok) return read.value.sales;
  const reason = formatIssue(read.issue);
  throw new Fault('store/unreadable', {document: SUSPENDED_DOCUMENT, reason});
}

function holdsCard(text: string): boolean {
  const json = parseJson(text);
  return !json.ok || findCardData(json.value) !== undefined;
}
