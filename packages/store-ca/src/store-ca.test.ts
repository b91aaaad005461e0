import {createPrivateKey, X509Certificate} from 'node:crypto';
import {expect, test} from 'vitest';
import {issueLeaf, LEAF_LIFE_MS, makeStoreCa} from './index.ts';

const NOW_MS = Date.UTC(2026, 10, 22);
const DAY_MS = 86_400_000;
const ca = await makeStoreCa({retailStoreId: '017', nowMs: NOW_MS});
const authority = new X509Certificate(ca.certificatePem);

function leafFor(hosts: readonly [string, ...string[]], addresses: readonly string[]) {
  const uri = async (keyPin: Uint8Array) => `holdfast-tls-key:${keyPin.length}`;
  return issueLeaf(ca, {hosts, addresses, uri, nowMs: NOW_MS});
}

test('an authority signs itself, may sign leaves, and carries the store’s name', () => {
  expect(authority.ca).toBe(true);
  expect(authority.verify(authority.publicKey)).toBe(true);
  expect(authority.checkPrivateKey(createPrivateKey(ca.keyPem))).toBe(true);
  expect(authority.subject).toBe('O=Holdfast\nCN=Holdfast store 017');
});

test('an authority made under a wrong clock holds today all the same', async () => {
  const wrong = await makeStoreCa({retailStoreId: '017', nowMs: 0});
  const {validFromDate, validToDate} = new X509Certificate(wrong.certificatePem);
  expect(validFromDate.getTime()).toBeLessThan(NOW_MS);
  expect(validToDate.getUTCFullYear()).toBe(2045);
});

test('a leaf speaks for its names and addresses, and for nothing else', async () => {
  const leaf = await leafFor(['store-017.local', 'till.local'], ['192.168.8.2', 'fd00::2']);
  const certificate = new X509Certificate(leaf.certificatePem);
  expect(certificate.verify(authority.publicKey)).toBe(true);
  expect(certificate.checkIssued(authority)).toBe(true);
  expect(certificate.ca).toBe(false);
  for (const host of ['store-017.local', 'till.local']) {
    expect(certificate.checkHost(host)).toBe(host);
  }
  expect(certificate.checkHost('store-018.local')).toBeUndefined();
  expect(certificate.checkIP('192.168.8.2')).toBe('192.168.8.2');
  expect(certificate.checkIP('192.168.8.3')).toBeUndefined();
  expect(certificate.subjectAltName).toContain('URI:holdfast-tls-key:32');
});

test('a leaf holds for half a year, and a day back for clocks that are behind', async () => {
  const {certificatePem} = await leafFor(['store-017.local'], []);
  const {validFromDate, validToDate} = new X509Certificate(certificatePem);
  expect(validFromDate.getTime()).toBe(NOW_MS - DAY_MS);
  expect(validToDate.getTime()).toBe(NOW_MS + LEAF_LIFE_MS);
});

test('every leaf has a key of its own', async () => {
  const [one, other] = [await leafFor(['a.local'], []), await leafFor(['a.local'], [])];
  expect(one.keyPin).not.toEqual(other.keyPin);
  const certificate = new X509Certificate(one.certificatePem);
  expect(certificate.checkPrivateKey(createPrivateKey(one.keyPem))).toBe(true);
  expect(certificate.checkPrivateKey(createPrivateKey(other.keyPem))).toBe(false);
});
