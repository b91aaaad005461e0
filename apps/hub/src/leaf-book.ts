import {createPrivateKey, X509Certificate} from 'node:crypto';
import {existsSync, readFileSync} from 'node:fs';
import {spkiPin, writeFileDurably} from '@holdfast/platform-node';
import {Fault} from '@holdfast/std';
import {type Leaf, makeStoreCa, type StoreCa} from '@holdfast/store-ca';
import type {LeafNames} from './leaf-names.ts';

/**
 * The store's authority as this hub's disk has it, made durably on first use. It is never made
 * again over an unreadable one (fault `database/corrupt`): every browser would have to be told.
 */
export async function loadOrMakeStoreCa(
  files: {readonly key: string; readonly certificate: string},
  store: {readonly retailStoreId: string; readonly nowMs: number},
): Promise<StoreCa> {
  if (!existsSync(files.key)) {
    const {keyPem, certificatePem} = await makeStoreCa(store);
    writeFileDurably(files.certificate, certificatePem, 0o644);
    writeFileDurably(files.key, keyPem, 0o600); // last: the pair counts once both are there
  }
  const ca = readPair(files);
  if (!ca) throw new Fault('database/corrupt', {file: files.key, reason: 'is no authority'});
  return ca;
}

function readPair(files: {
  readonly key: string;
  readonly certificate: string;
}): StoreCa | undefined {
  try {
    const keyPem = readFileSync(files.key, 'utf8');
    const certificatePem = readFileSync(files.certificate, 'utf8');
    const certificate = new X509Certificate(certificatePem);
    const fits = certificate.ca && certificate.checkPrivateKey(createPrivateKey(keyPem));
    return fits ? {keyPem, certificatePem} : undefined;
  } catch {
    return undefined;
  }
}

/** One file for certificate and key, so that no crash leaves one without the other. */
export function writeLeaf(file: string, {keyPem, certificatePem}: Leaf): void {
  writeFileDurably(file, certificatePem + keyPem, 0o600);
}

/** The leaf in this file, where it is one; it can always be made again. */
export function readLeaf(file: string): Leaf | undefined {
  if (!existsSync(file)) return undefined;
  const text = readFileSync(file, 'utf8');
  const at = text.indexOf('-----BEGIN PRIVATE KEY-----');
  if (at === -1) return undefined;
  const [certificatePem, keyPem] = [text.slice(0, at), text.slice(at)];
  try {
    const certificate = new X509Certificate(certificatePem);
    if (!certificate.checkPrivateKey(createPrivateKey(keyPem))) return undefined;
    return {certificatePem, keyPem, keyPin: spkiPin(certificate)};
  } catch {
    return undefined;
  }
}

/**
 * Why a leaf must be made again: it is near its end or not yet valid by this clock, is of another
 * authority, or does not speak for one of these names. `undefined` where it serves.
 */
export function renewalReason(
  {certificatePem}: Leaf,
  wanted: {
    readonly ca: StoreCa;
    readonly names: LeafNames;
    readonly nowMs: number;
    readonly renewAheadMs: number;
  },
): 'expiring' | 'clock' | 'authority' | 'names' | undefined {
  const leaf = new X509Certificate(certificatePem);
  const {ca, names, nowMs, renewAheadMs} = wanted;
  if (leaf.validToDate.getTime() - nowMs < renewAheadMs) return 'expiring';
  if (leaf.validFromDate.getTime() > nowMs) return 'clock';
  if (!leaf.verify(new X509Certificate(ca.certificatePem).publicKey)) return 'authority';
  const speaksFor =
    names.hosts.every(host => leaf.checkHost(host) !== undefined) &&
    names.addresses.every(address => leaf.checkIP(address) !== undefined);
  return speaksFor ? undefined : 'names';
}
