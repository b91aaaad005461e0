import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fleetAcceptance} from '@holdfast/fleet/acceptance';
import {
  createSigningKey,
  nodeDigest,
  nodeSignatureVerifier,
  systemClock,
  systemRandom,
} from '@holdfast/platform-node';
import {noCompression} from '@holdfast/wire';
import {afterAll} from 'vitest';
import {openFleetStore} from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'holdfast-'));
afterAll(() => rmSync(folder, {recursive: true}));
let stores = 0;

fleetAcceptance('a fleet over libSQL', {
  digest: nodeDigest,
  compressor: noCompression,
  verifier: nodeSignatureVerifier,
  newKey: createSigningKey,
  async open() {
    stores += 1;
    return openFleetStore({
      path: join(folder, `fleet-${stores}.db`),
      random: systemRandom,
      clock: systemClock,
    }).store;
  },
});
