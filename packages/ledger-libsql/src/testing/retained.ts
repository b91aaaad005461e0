import type {Ledgers, RetentionTerms} from '@holdfast/ledger';
import {loadOrCreateSigningKey, systemClock, systemRandom} from '@holdfast/platform-node';
import {type Clock, SIGNATURE_BYTES, silentLog} from '@holdfast/std';
import {SeededRandom} from '@holdfast/std/testing';
import {drawGatewayIncarnation} from '@holdfast/wire';
import type {LedgerShell} from '../libsql-ledger-folder.ts';
import {openLibsqlLedgers} from '../open-libsql-ledgers.ts';

const DAY_MS = 86_400_000;
const gatewayIncarnation = drawGatewayIncarnation(new SeededRandom(11));

/** A machine whose wall clock stands so many days back. */
export const clockDaysAgo = (days: number): Clock => ({
  monotonicMs: () => systemClock.monotonicMs(),
  wallMs: () => systemClock.wallMs() - days * DAY_MS,
  sleep: (durationMs, signal) => systemClock.sleep(durationMs, signal),
});

/** Opens what lies in a directory as the hub of this name. */
export async function openAs(
  hub: string,
  options: {readonly directory: string; readonly shell: LedgerShell; readonly clock?: Clock},
): Promise<Ledgers> {
  const {directory, shell, clock = systemClock} = options;
  return await openLibsqlLedgers({
    directory: `${directory}/ledgers`,
    keyDirectory: `${directory}/keys-${hub}`,
    shell,
    reserveBytes: 65_536,
    identity: await loadOrCreateSigningKey(`${directory}/${hub}.pem`),
    retailStoreId: '017',
    clock,
    random: systemRandom,
    log: silentLog,
    limits: {snapshotGroupsMax: 4},
  });
}

/**
 * Head office signs for all that stands in the current ledger's lanes. Its signatures are not real.
 */
export async function signAll({current}: Pick<Ledgers, 'current'>): Promise<void> {
  for (const {known: _, ...tail} of current.lanes()) {
    await current.keepHeldStatement({
      ...tail,
      gatewayIncarnation,
      issuedAtMs: systemClock.wallMs(),
      signature: new Uint8Array(SIGNATURE_BYTES),
    });
  }
}

/** Four hundred days, no waiting, and a head office that holds everything. */
export const RETENTION_TERMS: RetentionTerms = {
  retentionMs: 400 * DAY_MS,
  word: () => ({gatewayIncarnation, heldUpTo: () => Number.MAX_SAFE_INTEGER}),
  isGenuine: async () => true,
  limits: {restMs: 0},
};
