import {createHash, X509Certificate as NodeCertificate} from 'node:crypto';
import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import type {TLSSocket} from 'node:tls';
import type {Bytes} from '@holdfast/std';
import {writeFileDurably} from './durable-file.ts';

const YEARS_VALID = 20;
/** RFC 9266 §4, for TLS 1.3. */
const TLS_EXPORTER = {label: 'EXPORTER-Channel-Binding', bytes: 32} as const;

/** A TLS server's key and self-signed certificate, and the pin by which its peers know the key. */
export interface TlsIdentity {
  readonly keyPem: string;
  readonly certificatePem: string;
  /** SHA-256 of the certificate's SubjectPublicKeyInfo. */
  readonly keyPin: Bytes;
}

/**
 * The P-256 identity in this directory (`tls.key`, `tls.crt`), made durably on first use. Peers pin
 * the key, so names and dates in the certificate carry no trust.
 */
export async function loadOrCreateTlsIdentity(
  directory: string,
  name: string,
): Promise<TlsIdentity> {
  const [keyFile, certificateFile] = [join(directory, 'tls.key'), join(directory, 'tls.crt')];
  if (!existsSync(keyFile) || !existsSync(certificateFile)) {
    const {keyPem, certificatePem} = await selfSigned(name);
    writeFileDurably(certificateFile, certificatePem, 0o644);
    writeFileDurably(keyFile, keyPem, 0o600); // last: the pair counts only once both are there
  }
  const certificatePem = readFileSync(certificateFile, 'utf8');
  const keyPem = readFileSync(keyFile, 'utf8');
  return {keyPem, certificatePem, keyPin: spkiPin(new NodeCertificate(certificatePem))};
}

/** The library is loaded here alone: a program that has its identity never needs it. */
async function selfSigned(name: string): Promise<{keyPem: string; certificatePem: string}> {
  await import('reflect-metadata'); // the library resolves its parts through it
  const {X509CertificateGenerator} = await import('@peculiar/x509');
  const algorithm = {name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256'};
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const now = new Date();
  const notAfter = new Date(now);
  notAfter.setFullYear(notAfter.getFullYear() + YEARS_VALID);
  const certificate = await X509CertificateGenerator.createSelfSigned(
    {name: `CN=${name}`, notBefore: now, notAfter, signingAlgorithm: algorithm, keys},
    crypto,
  );
  const pkcs8 = Buffer.from(await crypto.subtle.exportKey('pkcs8', keys.privateKey));
  const body = pkcs8.toString('base64').replace(/.{64}/g, '$&\n');
  return {
    keyPem: `-----BEGIN PRIVATE KEY-----\n${body.trimEnd()}\n-----END PRIVATE KEY-----\n`,
    certificatePem: `${certificate.toString('pem')}\n`,
  };
}

/** SHA-256 of a certificate's SubjectPublicKeyInfo (RFC 7469 §2.4 pins the same thing). */
export function spkiPin(certificate: NodeCertificate): Bytes {
  const spki = certificate.publicKey.export({type: 'spki', format: 'der'});
  return new Uint8Array(createHash('sha256').update(spki).digest());
}

/** What a connected peer has shown, and proved that it holds the key of. */
export interface PeerCertificate {
  /** SHA-256 of the key's SubjectPublicKeyInfo. */
  readonly keyPin: Bytes;
  /** What the certificate calls its holder by URI (RFC 5280 §4.2.1.6). */
  readonly uris: readonly string[];
}

/**
 * The certificate that a connected peer showed; `undefined` when it showed none. To be asked once:
 * of a peer whose chain is one certificate long, Node has no second answer.
 */
export function peerCertificate(socket: TLSSocket): PeerCertificate | undefined {
  const certificate = socket.getPeerX509Certificate();
  if (!certificate) return undefined;
  const names = (certificate.subjectAltName ?? '').split(', ');
  const uris = names.flatMap(name => (name.startsWith('URI:') ? [name.slice(4)] : []));
  return {keyPin: spkiPin(certificate), uris};
}

/**
 * What both ends of this one TLS connection know and nobody else does (RFC 9266). Somebody in
 * between has two connections, and each another one.
 */
export function channelExporter(socket: TLSSocket): Bytes {
  const {label, bytes} = TLS_EXPORTER;
  return new Uint8Array(socket.exportKeyingMaterial(bytes, label, Buffer.alloc(0)));
}

/** The pin of the key that this end of a connection showed; `undefined` when it showed none. */
export function ownKeyPin(socket: TLSSocket): Bytes | undefined {
  const certificate = socket.getX509Certificate();
  return certificate ? spkiPin(certificate) : undefined;
}
