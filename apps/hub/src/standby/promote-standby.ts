import {existsSync} from 'node:fs';
import {openSealed, type SealingKey, writeFileDurably} from '@holdfast/platform-node';
import {
  Fault,
  fromBase64Url,
  type Log,
  type SigningKey,
  toBase64Url,
  utf8Decode,
} from '@holdfast/std';
import {signChangeOfHub} from '@holdfast/trust';
import {AUTHORITY_PURPOSE, encodeChangeOfHub, type SealedAuthority} from '@holdfast/wire';
import {writeAdoption} from '../adoption.ts';
import type {HubFiles} from '../hub-files.ts';
import {TOOLS} from '../hub-tools.ts';
import type {Estate} from './estate.ts';
import {estateOf, type StandbyBook} from './standby-book.ts';

/** Whether this machine was a standby and is a hub by now. */
export function wasPromoted(files: HubFiles): boolean {
  return existsSync(files.standby.book) && existsSync(files.enrolment);
}

/**
 * Makes a standby the hub that follows its own: signs, as the successor that the roster names, the
 * change of hub to the next epoch, opens the store's authority, and takes what the hub had handed
 * over as its own. What it mirrored is what it goes on from. Done again after a crash, it does what
 * is left; the enrolment is written last, and makes it count. Throws `recovery/not-opened` where
 * the authority was sealed for another machine.
 */
export async function promoteStandby(parts: {
  readonly files: HubFiles;
  readonly book: StandbyBook;
  readonly identity: SigningKey;
  readonly sealingKey: SealingKey;
  readonly log: Log;
}): Promise<{readonly epoch: number; readonly hubBefore: string}> {
  const {files, book, identity, sealingKey, log} = parts;
  const estate = estateOf(book);
  const epoch = estate.epoch + 1;
  await takeAuthority(files, {copy: estate.authority, sealingKey});
  const change = await signChangeOfHub(identity, {
    ...{retailStoreId: estate.store.id, hubPublicKey: identity.publicKey, epoch},
    issuedAtMs: TOOLS.clock.wallMs(),
    signer: 'successor',
  });
  writeAdoption(files.adoption, {
    v: 1,
    change: toBase64Url(encodeChangeOfHub(change)),
    hubsBefore: [estate.hubId],
    // They stand in the ledgers that were mirrored, but for what had been deleted before.
    changes: estate.before?.changes ?? [],
    heldStatements: estate.before?.heldStatements ?? [],
  });
  writeEstateEnrolment(files, estate);
  log.warn('standby.promoted', {hubBefore: estate.hubId, epoch});
  return {epoch, hubBefore: estate.hubId};
}

function writeEstateEnrolment(files: HubFiles, {enrolment}: Estate): void {
  writeFileDurably(files.enrolment, `${JSON.stringify(enrolment, null, 2)}\n`);
}

async function takeAuthority(
  files: HubFiles,
  from: {readonly copy: SealedAuthority; readonly sealingKey: SealingKey},
): Promise<void> {
  const {key, certificate} = files.storeCa;
  if (existsSync(key)) return;
  const {copy, sealingKey} = from;
  const box = copy.boxes.find(({to}) => to === 'standby');
  const encapsulated = fromBase64Url(box?.encapsulated ?? '');
  const ciphertext = fromBase64Url(box?.ciphertext ?? '');
  if (!encapsulated || !ciphertext) {
    throw new Fault('recovery/not-opened', {reason: 'it has no box for this standby'});
  }
  const sealed = {purpose: AUTHORITY_PURPOSE, encapsulated, ciphertext};
  const keyPem = utf8Decode(await openSealed(sealingKey, sealed));
  writeFileDurably(certificate, copy.certificate, 0o644);
  writeFileDurably(key, keyPem, 0o600); // last: the pair counts once both are there
}
