import {createHash} from 'node:crypto';
import {appendFileSync} from 'node:fs';
import * as z from 'zod';
import {saleText} from './lab-sale.ts';
import type {LabTill} from './lab-till.ts';

/** Where in a scenario a sale was made. */
export type Phase = 'before' | 'during' | 'after';

/** A sale whose receipt the till has given. */
export interface Sold {
  readonly submissionId: string;
  readonly body: string;
  readonly receiptNumber: string;
  readonly sequenceNumber: number;
  /** When it was rung and answered; a sale that spans two phases belongs to neither. */
  readonly phase: Phase | undefined;
}

const receiptSchema = z.object({
  receiptNumber: z.string(),
  key: z.object({journalId: z.string(), sequenceNumber: z.int()}),
});

/** Sales in hand at a time: a till with a second cashier's scanner. */
const LOOPS = 2;
const CASHIERS = 8;
const EVERY_MS = 40;
const AGAIN_MS = 100;
const ASKS_MAX = 600;

/**
 * A shop's own program in front of one till: rings one sale after the other, and asks again under
 * the same id until it has a receipt, as a program that was cut off would. Receipts are kept in a
 * file of its own, for the prover.
 */
export class Seller {
  readonly till: LabTill;
  readonly sold: Sold[] = [];
  readonly #shift: number;
  phase: Phase = 'before';
  /** How often a sale had to be asked again. */
  askedAgain = 0;
  /** Sales that were asked for and have no receipt yet. */
  inHand = 0;
  readonly #soldFile: string;
  readonly #stop = new AbortController();
  readonly #selling: Promise<void>[] = [];
  #abandoned = false;
  #rung = 0;

  /** `shift`: which seller at this till this is; no two of them use one submission id. */
  constructor(
    till: LabTill,
    {soldFile, shift}: {readonly soldFile: string; readonly shift: number},
  ) {
    this.till = till;
    this.#soldFile = soldFile;
    this.#shift = shift;
  }

  start(): void {
    for (let loop = 0; loop < LOOPS; loop++) this.#work(this.#sellOn());
  }

  /** So many more at once, as when everybody pays. */
  rush(sales: number): void {
    for (let sale = 0; sale < sales; sale++) this.#work(this.#sell());
  }

  /** Sells so many, some at a time; resolves when each has its receipt. */
  async sell(sales: number): Promise<void> {
    let left = sales;
    const cashier = async () => {
      while (left > 0) {
        left -= 1;
        await this.#sell();
      }
    };
    await Promise.all(Array.from({length: CASHIERS}, cashier));
  }

  /** Finishes the sales in hand. Rejects if one was refused, or never got its receipt. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#selling);
  }

  /** Asks no more: the scenario is over, one way or the other. */
  abandon(): void {
    this.#stop.abort();
    this.#abandoned = true;
  }

  /** How many sales of a phase are on the disk of the hub, as the till knows it. */
  async recorded(phase: Phase): Promise<number> {
    return this.#count(phase, (await this.till.custody()).recorded);
  }

  /** How many sales of a phase head office has signed for. */
  async held(phase: Phase): Promise<number> {
    return this.#count(phase, (await this.till.custody()).held);
  }

  #count(phase: Phase, upTo: number): number {
    return this.sold.filter(sale => sale.phase === phase && sale.sequenceNumber <= upTo).length;
  }

  /** What goes wrong is told by {@link stop}. */
  #work(selling: Promise<void>): void {
    selling.catch(() => {});
    this.#selling.push(selling);
  }

  async #sellOn(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      await this.#sell();
      await pause(EVERY_MS);
    }
  }

  async #sell(): Promise<void> {
    this.#rung += 1;
    const submissionId = `${this.till.workstationId}-sale-${this.#shift}-${this.#rung}`;
    const sale = {submissionId, body: saleText({priceMinor: 100 + this.#rung})};
    const {phase} = this;
    this.inHand += 1;
    const receipt = await this.#receiptFor(sale);
    this.inHand -= 1;
    const within = phase === this.phase ? phase : undefined;
    this.sold.push({...sale, ...receipt, phase: within});
  }

  /**
   * Until there is one: a sale in hand is not given up because the till died or the shop closes.
   */
  async #receiptFor(sale: {readonly submissionId: string; readonly body: string}) {
    for (let asks = 0; asks < ASKS_MAX && !this.#abandoned; asks++) {
      const answer = await this.till.ring(sale).catch(() => undefined);
      if (answer && answer.status < 300) {
        const {receiptNumber, key} = receiptSchema.parse(answer.body);
        const bodySha256 = createHash('sha256').update(sale.body).digest('hex');
        appendFileSync(this.#soldFile, `${JSON.stringify({receiptNumber, ...key, bodySha256})}\n`);
        return {receiptNumber, sequenceNumber: key.sequenceNumber};
      }
      if (answer && answer.status < 500) {
        throw new Error(`${sale.submissionId} was refused: ${JSON.stringify(answer.body)}`);
      }
      this.askedAgain += 1;
      await pause(AGAIN_MS);
    }
    throw new Error(`${sale.submissionId} never got a receipt`);
  }
}

function pause(durationMs: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, durationMs));
}
