import {parseJson, type WorkstationId, workstationIdSchema} from '@holdfast/domain';
import {
  answered,
  lostAtHub,
  nextToTell,
  type Outbox,
  outboxSchema,
  SUSPENDED_DOCUMENT,
  type SuspendedRow,
  type SuspendedSale,
  suspendedSalesSchema,
  viewOf,
  withoutShown,
  withoutStuck,
} from '@holdfast/orders';
import {isFault} from '@holdfast/std';
import type {SharedDocument, Terminal} from '@holdfast/terminal-sdk';
import {type OpenSale, openSaleSchema} from '../sale/open-sale.ts';

/** What came of a recall. */
export type Recalled =
  | {readonly kind: 'recalled'; readonly sale: OpenSale; readonly change: OutboxChange}
  | {readonly kind: 'takenBy'; readonly workstationId: string}
  /** Paid, taken back or suspended again; or only the till that suspended it can say. */
  | {readonly kind: 'ended' | 'unreachable' | 'unreadable'};

type OutboxChange = (outbox: Outbox) => Outbox;

/** Suspended sales as the screens show them. */
export interface SuspendedView {
  readonly waiting: readonly SuspendedRow[];
  readonly sales: readonly SuspendedSale[];
}

type SuspendedChange = Parameters<Terminal['changeSuspended']>[0];

export const NOTHING_SUSPENDED: SuspendedView = {waiting: [], sales: []};
/** Under which a till keeps what it has to tell the hub. */
export const OUTBOX = 'suspendedOutbox';
const AGAIN_MS = 2_000;

interface SuspendedPorts {
  readonly terminal: Pick<Terminal, 'changeSuspended' | 'sharedDocument'> & {
    readonly pairing: {readonly workstationId: string} | undefined;
  };
  readonly keep: (outbox: Outbox) => Promise<void>;
  readonly nowMs: () => number;
  readonly changed: (view: SuspendedView) => void;
}

/**
 * This till's part in the store's suspended sales. What it does is on its disk first and then told
 * to the hub, until the hub has answered; a till that is alone recalls what it suspended itself.
 */
export class TillSuspended {
  readonly #ports: SuspendedPorts;
  #outbox: Outbox = [];
  #shared: readonly SuspendedSale[] = [];
  #openSaleId = '';
  #telling = false;
  #work: Promise<unknown> = Promise.resolve();
  #again: ReturnType<typeof setTimeout> | undefined;

  constructor(ports: SuspendedPorts) {
    this.#ports = ports;
  }

  /** What was kept, as it was kept. */
  open(outbox: unknown): void {
    const read = outboxSchema.safeParse(outbox);
    this.#outbox = read.success ? read.data : [];
    const document = this.#ports.terminal.sharedDocument(SUSPENDED_DOCUMENT);
    if (document) this.#shared = salesOf(document) ?? [];
    this.#show();
    void this.tell();
  }

  /** The store's list is another than before. */
  async learn(document: SharedDocument): Promise<void> {
    const sales = document.name === SUSPENDED_DOCUMENT ? salesOf(document) : undefined;
    const me = this.#workstationId;
    if (!sales || !me) return;
    const atMs = this.#ports.nowMs();
    const lost = lostAtHub(this.#shared, {sales, workstationId: me, atMs});
    this.#shared = sales;
    const again = lost.map(change => ({change, atMs}));
    await this.update(outbox => [...withoutShown(outbox, sales), ...again]);
  }

  /** The open sale is another: one that this till has, and does not have open, is shown. */
  opened(sale: OpenSale): void {
    if (this.#openSaleId === sale.saleId) return;
    this.#openSaleId = sale.saleId;
    this.#show();
  }

  /** One more word for the hub. */
  say(change: SuspendedChange): OutboxChange {
    const atMs = this.#ports.nowMs();
    return outbox => [...outbox, {change, atMs}];
  }

  /**
   * Changes what is to be told, one change after the other, each on the disk before it counts.
   * `keep` writes it together with what it is about, in one go.
   */
  update(change: OutboxChange, keep = this.#ports.keep): Promise<void> {
    const done = this.#work.then(async () => {
      const outbox = change(this.#outbox);
      await keep(outbox);
      this.#outbox = outbox;
      this.#show();
    });
    this.#work = done.catch(() => undefined);
    void this.#work.then(() => this.tell());
    return done;
  }

  /**
   * Asks the hub for a sale, or takes one back that this till suspended itself while nobody
   * answers. The sale is to be kept with the change of the outbox, in one write.
   */
  async recall({sale, stuck}: SuspendedRow): Promise<Recalled> {
    const {saleId, round} = sale;
    if (stuck) return recalled(sale.text, outbox => withoutStuck(outbox, saleId));
    await this.tell();
    const change = {kind: 'recall', saleId, round} as const;
    const mine = sale.workstationId === this.#workstationId;
    try {
      if (nextToTell(this.#outbox)) throw new Error('the hub has not heard all of this till');
      const outcome = await this.#ports.terminal.changeSuspended(change);
      if (outcome.kind === 'done') {
        const entry = {change, atMs: this.#ports.nowMs(), answer: {kind: 'done'}} as const;
        return recalled(outcome.text ?? sale.text, outbox => [...outbox, entry]);
      }
      if (outcome.kind === 'takenBy') return outcome;
      if (outcome.kind === 'ended') return {kind: 'ended'};
    } catch (error) {
      if (!isFault(error, 'hub/unreachable') && !nextToTell(this.#outbox)) throw error;
    }
    return mine ? recalled(sale.text, this.say(change)) : {kind: 'unreachable'};
  }

  /** Tells the hub what it has not heard, word by word, for as long as it answers. */
  async tell(): Promise<void> {
    if (this.#telling) return;
    this.#telling = true;
    clearTimeout(this.#again);
    try {
      for (let next = nextToTell(this.#outbox); next; next = nextToTell(this.#outbox)) {
        const answer = await this.#ports.terminal.changeSuspended(next);
        // What the hub gave back with it lies in the open sale, or nowhere.
        const outcome = answer.kind === 'done' ? ({kind: 'done'} as const) : answer;
        await this.update(outbox => withoutShown(answered(outbox, outcome), this.#shared));
      }
    } catch {
      this.#again = setTimeout(() => void this.tell(), AGAIN_MS);
    } finally {
      this.#telling = false;
    }
  }

  get #workstationId(): WorkstationId | undefined {
    const id = workstationIdSchema.safeParse(this.#ports.terminal.pairing?.workstationId);
    return id.success ? id.data : undefined;
  }

  #show(): void {
    const workstationId = this.#workstationId;
    if (!workstationId) return;
    const view = viewOf(this.#shared, {outbox: this.#outbox, workstationId});
    // Asked for, and the page died before the answer was kept: the hub gives it again.
    const left = view.sales.filter(
      ({saleId, standing}) =>
        standing.kind === 'taken' &&
        standing.workstationId === workstationId &&
        saleId !== this.#openSaleId,
    );
    const waiting = [...view.waiting, ...left.map(sale => ({sale, atHub: true}))];
    this.#ports.changed({sales: view.sales, waiting});
  }
}

function recalled(text: string, change: OutboxChange): Recalled {
  const json = parseJson(text);
  const sale = json.ok ? openSaleSchema.safeParse(json.value) : undefined;
  return sale?.success ? {kind: 'recalled', sale: sale.data, change} : {kind: 'unreadable'};
}

function salesOf({text}: SharedDocument): readonly SuspendedSale[] | undefined {
  const json = parseJson(text);
  const read = json.ok ? suspendedSalesSchema.safeParse(json.value) : undefined;
  return read?.success ? read.data.sales : undefined;
}
