import {randomBytes} from 'node:crypto';
import {mkdirSync} from 'node:fs';
import {join} from 'node:path';
import {type DataKeyPlace, readCredential} from '@holdfast/data-keys';
import {writeFileDurably} from '@holdfast/platform-node';

/**
 * The keys that the ledgers of a data directory are sealed under. They are wrapped where the
 * service manager hands over a credential.
 */
export function dataKeysOf(directory: string): DataKeyPlace {
  const credential = readCredential(process.env['CREDENTIALS_DIRECTORY']);
  return {file: join(directory, 'keys', 'data-keys.json'), credential};
}

/** Where everything of one hub lies under its data directory. */
export class HubFiles {
  readonly directory: string;

  constructor(directory: string) {
    this.directory = directory;
    mkdirSync(directory, {recursive: true, mode: 0o700});
  }

  get keys(): string {
    return join(this.directory, 'keys');
  }

  get identityKey(): string {
    return join(this.keys, 'identity.key');
  }

  /** The store's authority: its key, and the certificate that browsers are told to trust. */
  get storeCa(): {readonly key: string; readonly certificate: string} {
    return {key: join(this.keys, 'store-ca.key'), certificate: join(this.keys, 'store-ca.crt')};
  }

  /** What this hub shows on the LAN: its TLS key, and the authority's certificate about it. */
  get leaf(): string {
    return join(this.keys, 'leaf.pem');
  }

  /** The sheets that were printed and proven, and the authority sealed to them. */
  get recovery(): {readonly book: string; readonly sealedAuthority: string} {
    return {
      book: join(this.directory, 'recovery.json'),
      sealedAuthority: join(this.directory, 'store-ca.sealed.json'),
    };
  }

  get ledgers(): string {
    return join(this.directory, 'ledgers');
  }

  /** Of a machine that is, or was, the standby of a hub. */
  get standby(): {readonly book: string; readonly sealingKey: string; readonly segments: string} {
    return {
      book: join(this.directory, 'standby.json'),
      sealingKey: join(this.keys, 'sealing.key'),
      segments: join(this.directory, 'mirrored'),
    };
  }

  get enrolment(): string {
    return join(this.directory, 'enrolment.json');
  }

  /** What this hub took over, where it took over from another. */
  get adoption(): string {
    return join(this.directory, 'adoption.json');
  }

  /** The word by which another hub took over from this one. */
  get replacement(): string {
    return join(this.directory, 'replaced.json');
  }

  get rosterBook(): string {
    return join(this.directory, 'roster.json');
  }

  /** Whose personal data is erased, and how far that was done. */
  get erasureBook(): string {
    return join(this.directory, 'erasures.json');
  }

  /** What the store is and sells, as documents. */
  get storeBook(): string {
    return join(this.directory, 'store');
  }

  /** How the store stood, and since when. */
  get timeline(): string {
    return join(this.directory, 'timeline.json');
  }

  /** Receipt printers, and what waits for them. */
  get printing(): {readonly printers: string; readonly jobs: string} {
    return {
      printers: join(this.directory, 'printers.json'),
      jobs: join(this.directory, 'print-jobs'),
    };
  }

  get wayMemory(): string {
    return join(this.directory, 'uplinks.json');
  }

  get adminTokenFile(): string {
    return join(this.directory, 'admin.token');
  }

  /**
   * Draws what a caller of the loopback door must show, readable by the hub's user alone. Anew at
   * each start: whoever took the port of a hub that was down has learned nothing.
   */
  drawAdminToken(): string {
    const token = randomBytes(32).toString('base64url');
    writeFileDurably(this.adminTokenFile, `${token}\n`, 0o600);
    return token;
  }

  /** Where the running hub's loopback door listens: for the commands on the same machine. */
  get adminPort(): string {
    return join(this.directory, 'admin.port');
  }
}
