import {rmSync} from 'node:fs';
import {
  loadOrCreateSigningKey,
  openSealed,
  sealingKeyFrom,
  systemRandom,
  writeFileDurably,
} from '@holdfast/platform-node';
import {Fault, fromBase64Url, type Log, utf8Decode} from '@holdfast/std';
import {parseChangeOfHub} from '@holdfast/trust';
import {claimStore} from '@holdfast/uplink-https';
import {
  AUTHORITY_PURPOSE,
  type EnrolmentLink,
  parseSealedAuthority,
  type TakenOver,
} from '@holdfast/wire';
import type {Adopted} from './adopt-by-words.ts';
import {adoptionOf, writeAdoption} from './adoption.ts';
import {type HubConfig, wayOutOf} from './config.ts';
import {writeEnrolment} from './enrolment-file.ts';
import {HubFiles} from './hub-files.ts';
import {TOOLS} from './hub-tools.ts';
import {newHubOnly} from './new-hub-only.ts';
import {tillsAdmitted} from './tills-admitted.ts';

/** So many random bytes make a key that is good for one answer. */
const READER_SECRET_BYTES = 32;

/**
 * Makes this blank machine the store's hub by head office's word: it names the hub, and hands over
 * the roster, what is held of each journal, and the store's authority, sealed for a key that lives
 * as long as this call.
 *
 * Throws as `claimStore` does, and `config/invalid` on a machine that is a hub already.
 */
export async function adoptByClaim(options: {
  readonly config: HubConfig;
  readonly link: EnrolmentLink;
  readonly log: Log;
  readonly signal: AbortSignal;
}): Promise<Adopted> {
  const {config, log, signal} = options;
  const files = new HubFiles(config.data_dir);
  newHubOnly(files);
  // A claim whose answer was lost has made that key known: the next one is another hub's.
  rmSync(files.identityKey, {force: true});
  const identity = await loadOrCreateSigningKey(files.identityKey);
  const reader = await sealingKeyFrom(systemRandom.bytes(READER_SECRET_BYTES));
  const {enrolment, takenOver} = await overAnyWay(config, out =>
    claimStore(
      {
        ...TOOLS,
        ...{link: options.link, identity, log, out, readerPublicKey: reader.publicKey},
        retailStoreId: config.store.id,
        name: config.store.name,
      },
      signal,
    ),
  );
  const change = parseChangeOfHub(takenOver.change);
  if (!change) throw new Fault('gateway/untrusted', {reason: 'it names no hub'});
  const authority = await restore({takenOver, reader, files});
  noteSheet(takenOver, files);
  writeEnrolment(files.enrolment, enrolment);
  writeAdoption(files.adoption, adoptionOf(takenOver));
  const {hubsBefore, predecessor, changes} = takenOver;
  const hubBefore = predecessor?.ledgerId.slice(0, 32) ?? hubsBefore.at(-1) ?? '';
  const tills = tillsAdmitted(changes);
  log.warn('hub.adopted', {hubBefore, epoch: change.epoch, authority});
  return {hubBefore, epoch: change.epoch, tills, authority};
}

async function overAnyWay<T>(
  config: HubConfig,
  ask: (out: ReturnType<typeof wayOutOf>) => Promise<T>,
): Promise<T> {
  let failure: unknown;
  for (const uplink of config.uplink.toSorted((a, b) => a.priority - b.priority)) {
    try {
      return await ask(wayOutOf(uplink));
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

async function restore(from: {
  readonly takenOver: TakenOver;
  readonly reader: Awaited<ReturnType<typeof sealingKeyFrom>>;
  readonly files: HubFiles;
}): Promise<Adopted['authority']> {
  const {takenOver, reader, files} = from;
  if (!takenOver.authority) return 'new';
  const {certificate, ...box} = takenOver.authority;
  const [encapsulated, ciphertext] = [box.encapsulated, box.ciphertext].map(text =>
    fromBase64Url(text),
  );
  if (!encapsulated || !ciphertext) return 'new';
  const keyPem = await openSealed(reader, {purpose: AUTHORITY_PURPOSE, encapsulated, ciphertext});
  writeFileDurably(files.storeCa.certificate, certificate, 0o644);
  writeFileDurably(files.storeCa.key, utf8Decode(keyPem), 0o600); // last: then the pair counts
  return 'restored';
}

/**
 * The sheet of the hub before still opens the authority; it vouches for this hub once its words
 * were typed here.
 */
function noteSheet({changes}: TakenOver, files: HubFiles): void {
  const newest = changes.findLast(({change}) => change.kind === 'authoritySealed')?.change;
  const copy = parseSealedAuthority(newest?.kind === 'authoritySealed' ? newest.copy : undefined);
  const sheet = copy?.boxes.find(({to}) => to === 'recovery');
  if (!sheet) return;
  const proven = {publicKey: sheet.recipient, atMs: TOOLS.clock.wallMs()};
  writeFileDurably(files.recovery.book, `${JSON.stringify({v: 1, proven}, null, 2)}\n`);
}
