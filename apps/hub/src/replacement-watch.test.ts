import {existsSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createSigningKey, nodeDigest, nodeSignatureVerifier} from '@holdfast/platform-node';
import {type SigningKey, silentLog, toBase64Url} from '@holdfast/std';
import {Roster, signChangeOfHub} from '@holdfast/trust';
import {encodeChangeOfHub, hubIdOf} from '@holdfast/wire';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {ReplacementWatch} from './replacement-watch.ts';

const [gateway, own, next] = [
  await createSigningKey(),
  await createSigningKey(),
  await createSigningKey(),
];
let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'holdfast-'));
});
afterEach(() => rmSync(directory, {recursive: true}));

const file = () => join(directory, 'replaced.json');
const open = () =>
  ReplacementWatch.open({
    ...{file: file(), retailStoreId: '017', roster: new Roster(), log: silentLog},
    hubId: hubIdOf(nodeDigest, own.publicKey),
    gatewayPublicKey: gateway.publicKey,
    ...{digest: nodeDigest, verifier: nodeSignatureVerifier},
  });

async function changeBy(key: SigningKey, hub: SigningKey, epoch: number): Promise<string> {
  const named = {retailStoreId: '017', hubPublicKey: hub.publicKey, epoch, issuedAtMs: 1};
  return toBase64Url(encodeChangeOfHub(await signChangeOfHub(key, {...named, signer: 'gateway'})));
}

test('a hub that another took over from says so, tells once, and knows it after a start', async () => {
  const watch = await open();
  let told = 0;
  watch.onReplaced(() => {
    told += 1;
  });
  expect([watch.by, watch.issues()]).toEqual([undefined, []]);
  await watch.hear(await changeBy(gateway, next, 1));
  await watch.hear(await changeBy(gateway, next, 2));
  expect([told, watch.issues().map(({code}) => code)]).toEqual([1, ['hub/replaced']]);
  const again = await open();
  expect(again.by).toBe(hubIdOf(nodeDigest, next.publicKey));
  again.onReplaced(() => {
    told += 1;
  });
  expect(told).toBe(2);
});

test.each([
  ['another key', () => changeBy(next, next, 5)],
  ['an epoch that is not above its own', () => changeBy(gateway, next, 0)],
  ['its own name', () => changeBy(gateway, own, 0)],
  ['nothing that can be read', async () => 'AAAA'],
])('a word with %s replaces nobody', async (_, say) => {
  const watch = await open();
  await watch.hear(await say());
  expect(watch.by).toBeUndefined();
  expect(existsSync(file())).toBe(false);
});
