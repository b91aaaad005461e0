import type {Bytes} from '@holdfast/std';
import type {JsonGeneralName} from '@peculiar/x509';
import {drawKeyPair, EC_ALGORITHM, importPrivateKey, privateKeyPem} from './ec-keys.ts';
import {loadX509} from './load-x509.ts';
import type {StoreCa} from './store-ca.ts';

const DAY_MS = 86_400_000;

/** Under the 200 days that browsers allow public certificates from 2026 on. */
export const LEAF_LIFE_MS = 180 * DAY_MS;
/** Clocks of tills that are behind take it too. */
const BACKDATED_MS = DAY_MS;

/** A hub's TLS key and the store's certificate about it. */
export interface Leaf {
  readonly keyPem: string;
  readonly certificatePem: string;
  /** SHA-256 of the key's SubjectPublicKeyInfo. */
  readonly keyPin: Bytes;
}

/**
 * A new key, and a certificate for it by the store's authority: for TLS servers, under these
 * names. The authority's name constraints are not looked at here; browsers do.
 */
export async function issueLeaf(
  ca: StoreCa,
  leaf: {
    /** Names of hosts; the first one is the subject. */
    readonly hosts: readonly [string, ...string[]];
    readonly addresses: readonly string[];
    /** What the certificate is to be called by URI, once its key is known. */
    readonly uri: (keyPin: Bytes) => Promise<string>;
    readonly nowMs: number;
  },
): Promise<Leaf> {
  const {hosts, addresses, nowMs} = leaf;
  const x509 = await loadX509();
  const authority = new x509.X509Certificate(ca.certificatePem);
  const keys = await drawKeyPair();
  const spki = Buffer.from(await crypto.subtle.exportKey('spki', keys.publicKey));
  const keyPin = new Uint8Array(await crypto.subtle.digest('SHA-256', spki));
  const names: JsonGeneralName[] = [
    ...hosts.map(value => ({type: 'dns', value}) as const),
    ...addresses.map(value => ({type: 'ip', value}) as const),
    {type: 'url', value: await leaf.uri(keyPin)},
  ];
  const certificate = await x509.X509CertificateGenerator.create(
    {
      subject: [{CN: [hosts[0]]}],
      issuer: authority.subjectName,
      notBefore: new Date(nowMs - BACKDATED_MS),
      notAfter: new Date(nowMs + LEAF_LIFE_MS),
      signingAlgorithm: EC_ALGORITHM,
      publicKey: keys.publicKey,
      signingKey: await importPrivateKey(ca.keyPem),
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
        new x509.SubjectAlternativeNameExtension(names),
        await x509.AuthorityKeyIdentifierExtension.create(authority, false, crypto),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey, false, crypto),
      ],
    },
    crypto,
  );
  return {
    keyPem: await privateKeyPem(keys),
    certificatePem: `${certificate.toString('pem')}\n`,
    keyPin,
  };
}
