import {X509Certificate} from 'node:crypto';
import {nodeDigest} from '@holdfast/platform-node';
import {type Bytes, toHex} from '@holdfast/std';
import {fingerprintWords} from '@holdfast/trust';

/** A store's authority, as people are shown it. */
export interface AuthorityView {
  /** The certificate, DER: what a browser is told to trust, and what the fingerprint is of. */
  readonly der: Bytes;
  readonly words: readonly string[];
  /** SHA-256 of the certificate, 64 lower-case digits. */
  readonly sha256: string;
  readonly notAfterMs: number;
}

export function viewAuthority(certificatePem: string): AuthorityView {
  const certificate = new X509Certificate(certificatePem);
  const der = new Uint8Array(certificate.raw);
  const digest = nodeDigest.sha256(der);
  return {
    der,
    words: fingerprintWords(digest),
    sha256: toHex(digest),
    notAfterMs: certificate.validToDate.getTime(),
  };
}
