import {execFile} from 'node:child_process';
import {existsSync, mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import * as z from 'zod';
import {LocalStore} from './local-store.ts';

const TESTSSL = '/usr/bin/testssl';
const PAPER = fileURLToPath(new URL('../../../../docs/security.md', import.meta.url));
const LISTED = /^\| `([A-Za-z0-9_-]+)` \| (.{20,}) \|$/gm;
const SCAN_MS = 400_000;
/** Protocols, ciphers, forward secrecy, defaults, headers, vulnerabilities: all but clients. */
const CHECKS = ['-p', '-s', '-f', '-P', '-S', '-h', '-U'];

const findingsSchema = z.array(
  z.object({id: z.string(), severity: z.string(), finding: z.string()}),
);
const skipped = !existsSync(TESTSSL) && process.env['HOLDFAST_REQUIRE'] !== 'all';
const title = `a hub’s LAN door${skipped ? ` (skipped: no ${TESTSSL})` : ''}`;

describe.skipIf(skipped)(title, () => {
  const directory = mkdtempSync(join(tmpdir(), 'holdfast-'));
  const store = new LocalStore({directory, storeId: '017', loopbackMulticast: false});

  beforeAll(async () => {
    await store.startGateway();
    await store.startHub();
  });
  afterAll(async () => {
    await store.stop();
    rmSync(directory, {recursive: true});
  });

  /** Its exit code counts findings and says nothing of how it went: the file is the answer. */
  async function scan(): Promise<z.output<typeof findingsSchema>> {
    const file = join(directory, 'findings.json');
    const authority = join(store.directories.hub, 'keys', 'store-ca.crt');
    const port = (await store.hubStatus())?.lan.port;
    const how = ['--quiet', '--color', '0', '--warnings', 'off', '--jsonfile', file];
    const args = [...CHECKS, ...how, '--add-ca', authority, `127.0.0.1:${port}`];
    await new Promise<void>(resolve => {
      execFile(TESTSSL, args, {cwd: directory, timeout: SCAN_MS}, () => resolve());
    });
    return findingsSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  }

  test(
    'has no finding of testssl.sh that docs/security.md does not list with its reason',
    async () => {
      const findings = await scan();
      const of = (id: string) => findings.find(finding => finding.id === id)?.finding;
      expect(of('TLS1_3')).toContain('offered'); // it looked at something
      expect(of('TLS1_2')).toBe('not offered');
      expect(of('cert_chain_of_trust')).toContain('passed');
      const listed = [...readFileSync(PAPER, 'utf8').matchAll(LISTED)].map(([, id]) => id);
      expect(listed.length).toBeGreaterThan(0);
      const grave = findings.filter(({severity}) => /^(LOW|MEDIUM|HIGH|CRITICAL)$/.test(severity));
      expect(grave.filter(({id}) => !listed.includes(id))).toEqual([]);
    },
    SCAN_MS,
  );
});
