import {loadOrCreateSigningKey, nodeDigest, nodeSignatureVerifier} from '@holdfast/platform-node';
import type {Log} from '@holdfast/std';
import {enrolHub} from '@holdfast/uplink-https';
import type {EnrolmentLink} from '@holdfast/wire';
import {type HubConfig, wayOutOf} from './config.ts';
import {readEnrolment, writeEnrolment} from './enrolment-file.ts';
import {HubFiles} from './hub-files.ts';

/**
 * Enrols the hub of this configuration by a one-time link, over its first uplink that works. A hub
 * that is enrolled already stays as it is: a link lies in scripts that run at every start.
 */
export async function enrolThisHub(options: {
  readonly config: HubConfig;
  readonly link: EnrolmentLink;
  readonly log: Log;
  readonly signal: AbortSignal;
}): Promise<'enrolled' | 'wasEnrolled'> {
  const {config, link, log, signal} = options;
  const files = new HubFiles(config.data_dir);
  if (readEnrolment(files.enrolment)) return 'wasEnrolled';
  const identity = await loadOrCreateSigningKey(files.identityKey);
  const ways = [...config.uplink].sort((a, b) => a.priority - b.priority);
  let failure: unknown;
  for (const uplink of ways) {
    const {name} = uplink;
    try {
      const enrolment = await enrolHub(
        {
          link,
          identity,
          out: wayOutOf(uplink),
          retailStoreId: config.store.id,
          name: config.store.name,
          digest: nodeDigest,
          verifier: nodeSignatureVerifier,
          log,
        },
        signal,
      );
      writeEnrolment(files.enrolment, enrolment);
      log.info('hub.enrolled', {store: enrolment.retailStoreId, uplink: name});
      return 'enrolled';
    } catch (error) {
      failure = error;
      log.warn('enrolment.failed', {uplink: name, error: String(error)});
    }
  }
  throw failure;
}
