import {chmodSync, existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {type DataKeyPlace, readCredential} from '@holdfast/data-keys';
import {
  loadOrCreateSigningKey,
  loadOrCreateUnsealingKey,
  systemRandom,
  writeFileDurably,
} from '@holdfast/platform-node';
import {
  type Bytes,
  Fault,
  fromBase64Url,
  type SigningKey,
  toBase64Url,
  type UnsealingKey,
} from '@holdfast/std';

const SECRET_BYTES = 32;

/** What the gateway knows and nobody else may. All of it lies outside the store, mode 0600. */
export interface GatewaySecrets {
  /**
   * Signs held statements and answers: what every hub and till pins. Losing it means enrolling all
   * again.
   */
  readonly gatewayKey: SigningKey;
  readonly enrolmentSecret: Bytes;
  /** Opens what hubs seal for head office. Losing it means exporting again what is on sticks. */
  readonly unsealingKey: UnsealingKey;
  /** Lets an operator make enrolment codes; reads everything, too. */
  readonly adminToken: string;
  /** Lets the ERP read. */
  readonly readerToken: string;
}

/**
 * The keys that segments are sealed under. They are wrapped where the service manager hands over a
 * credential.
 */
export function dataKeysOf(dataDir: string): DataKeyPlace {
  const credential = readCredential(process.env['CREDENTIALS_DIRECTORY']);
  return {file: join(dataDir, 'keys', 'data-keys.json'), credential};
}

/** Where each of them lies. */
export function secretFiles(dataDir: string) {
  const keys = join(dataDir, 'keys');
  return {
    gatewayKey: join(keys, 'gateway.key'),
    enrolmentSecret: join(keys, 'enrolment.secret'),
    unsealingKey: join(keys, 'sealing.secret'),
    adminToken: join(keys, 'admin.token'),
    readerToken: join(keys, 'reader.token'),
  } as const;
}

/**
 * Reads the secrets, and makes those that are not there yet. Throws `database/corrupt` for a
 * damaged one.
 */
export async function loadOrCreateSecrets(dataDir: string): Promise<GatewaySecrets> {
  const files = secretFiles(dataDir);
  return {
    gatewayKey: await loadOrCreateSigningKey(files.gatewayKey),
    enrolmentSecret: loadOrCreateSecret(files.enrolmentSecret),
    unsealingKey: await loadOrCreateUnsealingKey(files.unsealingKey),
    adminToken: toBase64Url(loadOrCreateSecret(files.adminToken)),
    readerToken: toBase64Url(loadOrCreateSecret(files.readerToken)),
  };
}

function loadOrCreateSecret(file: string): Bytes {
  if (!existsSync(file)) {
    writeFileDurably(file, `${toBase64Url(systemRandom.bytes(SECRET_BYTES))}\n`, 0o600);
  }
  chmodSync(file, 0o600); // a restored copy may have come with another mode
  const secret = fromBase64Url(readFileSync(file, 'utf8').trim());
  if (secret?.length === SECRET_BYTES) return secret;
  throw new Fault('database/corrupt', {file, reason: `not ${SECRET_BYTES} bytes in base64url`});
}
