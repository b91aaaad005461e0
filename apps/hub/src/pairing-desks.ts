import type {Ledgers} from '@holdfast/ledger';
import type {Clock, Digest, Log, Random, SignatureVerifier} from '@holdfast/std';
import {CODE_LIMITS, CodeDesk, type NotePairing, PairingDesk} from '@holdfast/trust';
import {encodeHubBody, type HubId, pairingNotedSchema} from '@holdfast/wire';
import {readPairingPast} from './pairing-notes.ts';

/** Who lets tills in: by a link, and by a code. */
export interface PairingDesks {
  readonly desk: PairingDesk;
  readonly codeDesk: CodeDesk;
}

/**
 * Opens both desks over the hub's journal. Windows that a former life left open are noted as over;
 * its wrong guesses count.
 */
export async function openPairingDesks(parts: {
  readonly ledgers: Ledgers;
  readonly hubId: HubId;
  readonly log: Log;
  readonly tools: {
    readonly clock: Clock;
    readonly random: Random;
    readonly digest: Digest;
    readonly verifier: SignatureVerifier;
  };
}): Promise<PairingDesks> {
  const {ledgers, hubId, log, tools} = parts;
  const {current: ledger, previous, hubJournal} = ledgers;
  const note: NotePairing = async noted => {
    const {windowId, by, event} = noted;
    await hubJournal.append('pairing', encodeHubBody(pairingNotedSchema, noted));
    log.info('pairing.noted', {window: windowId, by, event: event.kind});
  };
  const notedAtMs = tools.clock.wallMs();
  const past = await readPairingPast({ledger, previous, log}, notedAtMs - CODE_LIMITS.dayMs);
  for (const window of past.unfinished) {
    await note({v: 1, ...window, notedAtMs, event: {kind: 'closed', reason: 'restarted'}});
  }
  const {failedAtMs} = past;
  return {
    desk: new PairingDesk({...tools, hubId, note}),
    codeDesk: new CodeDesk({...tools, hubId, note, failedAtMs}),
  };
}
