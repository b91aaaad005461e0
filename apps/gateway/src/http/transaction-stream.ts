import type {Fleet, Page, StreamItem, Transactions} from '@holdfast/fleet';
import {decisionJson, heldJson} from './transaction-json.ts';

export interface TransactionStreamPorts {
  readonly fleet: Pick<Fleet, 'onGrown'>;
  readonly transactions: Transactions;
}

/** A line of the stream, and where it stands. */
export interface StreamLine {
  readonly cursor: number;
  readonly text: string;
}

/**
 * What comes after a cursor. At the end it waits for more, once, until something does, `waitMs` has
 * passed or `signal` aborts; a reader that asks again and again so hears of a sale at once.
 */
export async function streamLines(
  ports: TransactionStreamPorts,
  asked: {readonly page: Page; readonly waitMs: number; readonly signal: AbortSignal},
): Promise<readonly StreamLine[]> {
  const {page, waitMs, signal} = asked;
  // Listening begins before the look, so that nothing falls between the two.
  const more = waitForMore(ports, {waitMs, signal});
  try {
    const items = await ports.transactions.after(page);
    if (items.length > 0 || waitMs === 0) return items.map(lineOf);
    await more.come;
    return (await ports.transactions.after(page)).map(lineOf);
  } finally {
    more.cancel();
  }
}

function lineOf(item: StreamItem): StreamLine {
  const {cursor} = item;
  const text = item.kind === 'decision' ? decisionJson(item.decision) : heldJson(item.transaction);
  return {cursor, text};
}

function waitForMore(
  {fleet}: TransactionStreamPorts,
  {waitMs, signal}: {readonly waitMs: number; readonly signal: AbortSignal},
): {readonly come: Promise<void>; readonly cancel: () => void} {
  const {promise, resolve} = Promise.withResolvers<void>();
  const wake = () => resolve();
  const timer = setTimeout(wake, waitMs);
  const unsubscribe = fleet.onGrown(wake);
  signal.addEventListener('abort', wake, {once: true});
  if (signal.aborted) wake();
  const cancel = () => {
    clearTimeout(timer);
    unsubscribe();
    signal.removeEventListener('abort', wake);
  };
  return {come: promise, cancel};
}
