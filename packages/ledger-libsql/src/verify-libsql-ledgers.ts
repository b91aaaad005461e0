import {KnownKeys, type LedgerVerdict, verifyLedger} from '@holdfast/ledger';
import {nodeDigest, nodeSignatureVerifier} from '@holdfast/platform-node';
import {isFault} from '@holdfast/std';
import {LibsqlLedgerFolder} from './libsql-ledger-folder.ts';

/** One ledger of a directory, read whole; `unreadable` where nothing of it could be. */
export interface VerifiedLedger {
  readonly number: number;
  readonly verdict: LedgerVerdict | {readonly unreadable: string};
}

/**
 * Reads every ledger of a directory from its first byte to its last, oldest first. The hub must
 * have stopped: its files have one holder (`database/in-use`). Nothing is written but what opening
 * writes.
 */
export async function verifyLibsqlLedgers(options: {
  readonly directory: string;
  readonly signatures: boolean;
}): Promise<readonly VerifiedLedger[]> {
  const folder = new LibsqlLedgerFolder({directory: options.directory, shell: 'inline'});
  const keys = new KnownKeys(nodeDigest);
  const signatures = options.signatures ? {verifier: nodeSignatureVerifier, keys} : undefined;
  const verified: VerifiedLedger[] = [];
  try {
    for (const number of await folder.numbers()) {
      verified.push({number, verdict: await verifyOne(folder, number, signatures)});
    }
    return verified;
  } finally {
    await folder.close();
  }
}

async function verifyOne(
  folder: LibsqlLedgerFolder,
  number: number,
  signatures: Parameters<typeof verifyLedger>[0]['signatures'],
): Promise<VerifiedLedger['verdict']> {
  try {
    const {store} = await folder.open(number);
    const {ledgerId, lastPosition} = await store.contents();
    if (ledgerId === undefined) return {unreadable: 'was never founded'};
    return await verifyLedger({
      ledgerId,
      store,
      lastPosition,
      digest: nodeDigest,
      ...(signatures ? {signatures} : {}),
    });
  } catch (error) {
    if (isFault(error, 'database/corrupt') || isFault(error, 'database/missing')) {
      return {unreadable: error.message};
    }
    throw error;
  }
}
