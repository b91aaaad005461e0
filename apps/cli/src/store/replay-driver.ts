import {createHash} from 'node:crypto';
import {appendFileSync} from 'node:fs';

/** One transaction on its way to a till, as its application would hand it over. */
export interface ReplaySale {
  /**
   * The application's own id: asked again with it, the till gives the first receipt number back.
   */
  readonly submissionId: string;
  readonly body: string;
  /** When it happened, milliseconds after the day began. */
  readonly atMs: number;
}

export interface ReplayLane {
  readonly workstationId: string;
  readonly sales: readonly ReplaySale[];
  /** Where the till's agent listens now; it moves when the till is started again. */
  readonly url: () => string | undefined;
}

export interface ReplayCounts {
  sold: number;
  /** Asked again because the till did not answer: killed, or not up yet. */
  askedAgain: number;
  refused: number;
}

const RETRY_MS = 200;
const ANSWER_MS = 5_000;

/**
 * Plays recorded sales at the tills' loopback doors, as another program's till would: one at a time
 * in each lane, asking again with the same id until there is a receipt. Every receipt is written to
 * a file of its own, so that the prover can hold Holdfast to what it told its user.
 */
export class ReplayDriver {
  readonly #lanes: readonly ReplayLane[];
  readonly #soldFile: string;
  readonly #speed: number;
  readonly counts: ReplayCounts = {sold: 0, askedAgain: 0, refused: 0};
  readonly refusals: string[] = [];

  constructor(options: {
    readonly lanes: readonly ReplayLane[];
    readonly soldFile: string;
    /** 60 plays an hour in a minute. */
    readonly speed: number;
  }) {
    this.#lanes = options.lanes;
    this.#soldFile = options.soldFile;
    this.#speed = options.speed;
  }

  get total(): number {
    return this.#lanes.reduce((sum, {sales}) => sum + sales.length, 0);
  }

  /** Resolves when every sale has its receipt, or when stopped. */
  async run(signal: AbortSignal): Promise<void> {
    const startMs = performance.now();
    await Promise.all(this.#lanes.map(lane => this.#runLane(lane, {startMs, signal})));
  }

  async #runLane(
    lane: ReplayLane,
    {startMs, signal}: {readonly startMs: number; readonly signal: AbortSignal},
  ): Promise<void> {
    for (const sale of lane.sales) {
      await sleep(startMs + sale.atMs / this.#speed - performance.now(), signal);
      while (!signal.aborted && !(await this.#ring(lane, sale))) {
        this.counts.askedAgain += 1;
        await sleep(RETRY_MS, signal);
      }
      if (signal.aborted) return;
    }
  }

  /** True once the till has given its last word on the sale. */
  async #ring(lane: ReplayLane, sale: ReplaySale): Promise<boolean> {
    const url = lane.url();
    if (url === undefined) return false;
    let response: Response;
    try {
      response = await fetch(`${url}/v1/transactions`, {
        method: 'POST',
        headers: {'content-type': 'application/json', 'idempotency-key': sale.submissionId},
        body: sale.body,
        signal: AbortSignal.timeout(ANSWER_MS),
      });
    } catch {
      return false;
    }
    const answer: unknown = await response.json().catch(() => undefined);
    if (response.status >= 500 || response.status === 429) return false;
    if (!response.ok) {
      this.counts.refused += 1;
      this.refusals.push(`${lane.workstationId} ${sale.submissionId}: ${JSON.stringify(answer)}`);
      return true;
    }
    const receipt = readReceipt(answer);
    if (!receipt) return false;
    this.counts.sold += 1;
    const bodySha256 = createHash('sha256').update(sale.body).digest('hex');
    appendFileSync(this.#soldFile, `${JSON.stringify({...receipt, bodySha256})}\n`);
    return true;
  }
}

function readReceipt(
  answer: unknown,
):
  | {readonly receiptNumber: string; readonly journalId: string; readonly sequenceNumber: number}
  | undefined {
  if (typeof answer !== 'object' || answer === null) return undefined;
  const {receiptNumber, key} = answer as {
    readonly receiptNumber?: unknown;
    readonly key?: {readonly journalId?: unknown; readonly sequenceNumber?: unknown};
  };
  if (typeof receiptNumber !== 'string' || typeof key?.journalId !== 'string') return undefined;
  if (typeof key.sequenceNumber !== 'number') return undefined;
  return {receiptNumber, journalId: key.journalId, sequenceNumber: key.sequenceNumber};
}

export function sleep(durationMs: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted || durationMs <= 0) {
      resolve();
      return;
    }
    const wake = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', wake);
      resolve();
    };
    const timer = setTimeout(wake, durationMs);
    signal.addEventListener('abort', wake, {once: true});
  });
}
