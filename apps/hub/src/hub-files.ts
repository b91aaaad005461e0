import {randomBytes} from 'node:crypto';
import {existsSync, mkdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {writeFileDurably} from '@holdfast/platform-node';

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

  get ledgers(): string {
    return join(this.directory, 'ledgers');
  }

  get enrolment(): string {
    return join(this.directory, 'enrolment.json');
  }

  get rosterBook(): string {
    return join(this.directory, 'roster.json');
  }

  get wayMemory(): string {
    return join(this.directory, 'uplinks.json');
  }

  get adminTokenFile(): string {
    return join(this.directory, 'admin.token');
  }

  /** What a caller of the loopback door shows; made once, readable by the hub's user alone. */
  adminToken(): string {
    if (!existsSync(this.adminTokenFile)) {
      writeFileDurably(this.adminTokenFile, `${randomBytes(32).toString('base64url')}\n`, 0o600);
    }
    return readFileSync(this.adminTokenFile, 'utf8').trim();
  }

  /** Where the running hub's loopback door listens: for the commands on the same machine. */
  get adminPort(): string {
    return join(this.directory, 'admin.port');
  }
}
