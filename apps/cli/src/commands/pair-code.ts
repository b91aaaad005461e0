import type {PairingCodeStatus} from '@holdfast/hub/client';
import {Fault} from '@holdfast/std';
import {formatPairingCode} from '@holdfast/wire';
import type {HubClient} from '../hub-client/hub-client.ts';
import {readLine} from '../input/read-line.ts';
import {bigDigits} from '../output/big-digits.ts';
import {plain} from '../output/plain.ts';
import {note, printJson, printLine} from '../output/print.ts';
import {clockText} from '../output/time-text.ts';

const SCHEMA = 'holdfast.pairing-code/1';
const EVERY_MS = 300;

type Till = NonNullable<PairingCodeStatus['till']>;

export interface PairCodeOptions {
  readonly approve?: string;
  readonly json?: boolean;
}

/**
 * Shows the digits, waits for the till that knows them, and has somebody say yes to its name.
 * Throws `pairing/refused` when nobody was let in.
 */
export async function pairWithCode(client: HubClient, options: PairCodeOptions): Promise<void> {
  if (options.json && options.approve === undefined) {
    throw new Fault('config/invalid', {key: '--approve', reason: 'is needed beside --json'});
  }
  const opened = await client.openPairingCode();
  const {windowId, code, untilMs} = opened;
  if (options.json) printJson({schema: SCHEMA, ...opened});
  else show(code, untilMs);
  const claimed = await waitFor(client, {windowId, untilMs, until: ['claimed']});
  const till = claimed.till;
  if (!till)
    throw new Fault('wire/version', {answer: windowId, reason: 'a claimed window has a till'});
  if (!(await isApproved(till, options))) {
    await client.decidePairingCode({windowId, journalId: till.journalId, approve: false});
    throw new Fault('pairing/refused', {reason: 'declined', name: till.name});
  }
  await client.decidePairingCode({windowId, journalId: till.journalId, approve: true});
  await waitFor(client, {windowId, untilMs, until: ['paired']});
  if (options.json) printJson({schema: SCHEMA, windowId, state: 'paired', till});
  else note(`${till.workstationId} “${plain(till.name)}” is let in.`);
}

function show(code: string, untilMs: number): void {
  note('');
  for (const line of bigDigits(formatPairingCode(code))) note(`  ${line}`);
  note('');
  printLine(formatPairingCode(code));
  note(`Good for one till, until ${clockText(untilMs)}. At the till, type it after:`);
  note('  holdfast terminal --workstation W01 --pair-code');
}

async function isApproved(till: Till, {approve}: PairCodeOptions): Promise<boolean> {
  const {name, workstationId, address, journalId} = till;
  if (approve !== undefined) return approve === name;
  note(`“${plain(name)}” knows the code. It is to be ${workstationId}.`);
  note(`  from ${address} · journal ${journalId}`);
  const answer = await readLine({question: 'Let it in? [y/N]', key: 'answer'});
  return /^\s*y(es)?\s*$/i.test(answer);
}

/** Follows the window until it stands so, telling of wrong codes; throws once it has closed. */
async function waitFor(
  client: HubClient,
  wanted: {
    readonly windowId: string;
    readonly untilMs: number;
    readonly until: readonly PairingCodeStatus['state'][];
  },
): Promise<PairingCodeStatus> {
  const {windowId, untilMs, until} = wanted;
  let triesLeft: number | undefined;
  while (Date.now() <= untilMs + EVERY_MS) {
    const status = await client.pairingCode(windowId);
    if (status.state === 'closed') {
      throw new Fault('pairing/refused', {reason: status.reason});
    }
    if (until.includes(status.state)) return status;
    if (triesLeft !== undefined && status.triesLeft < triesLeft) {
      note(`A wrong code was typed. Tries left: ${status.triesLeft}`);
    }
    triesLeft = status.triesLeft;
    await new Promise(resolve => setTimeout(resolve, EVERY_MS));
  }
  throw new Fault('pairing/refused', {reason: 'expired'});
}
