import {formatPairingCode} from '@holdfast/wire';
import type {HubClient} from '../hub-client/hub-client.ts';
import {sleep} from '../store/replay-driver.ts';

const LOOK_EVERY_MS = 300;
const AGAIN_MS = 1_000;

/**
 * Keeps a window open for a till in a browser and says yes to whoever knows its digits, as a
 * manager would who sits beside it. Tells the digits of each window; without a hub it waits for
 * one. Ends when `signal` aborts.
 */
export async function letInBrowsers({
  client,
  tell,
  signal,
}: {
  readonly client: HubClient;
  readonly tell: (code: string) => void;
  readonly signal: AbortSignal;
}): Promise<void> {
  while (!signal.aborted) {
    try {
      const {code, windowId} = await client.openPairingCode();
      tell(formatPairingCode(code));
      await follow(client, windowId, signal);
    } catch {
      await sleep(AGAIN_MS, signal); // the hub is down, or starts
    }
  }
}

/** Resolves once the window has let somebody in, or has closed. */
async function follow(client: HubClient, windowId: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const {state, till} = await client.pairingCode(windowId);
    if (state === 'paired' || state === 'closed') return;
    if (state === 'claimed' && till) {
      const {journalId} = till;
      await client.decidePairingCode({windowId, journalId, approve: true});
    }
    await sleep(LOOK_EVERY_MS, signal);
  }
}
