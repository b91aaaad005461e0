import {drawKeyPair, EC_ALGORITHM, privateKeyPem} from './ec-keys.ts';
import {loadX509} from './load-x509.ts';

/** Before any hub was made: a first start under a wrong clock makes an authority that holds. */
const BEGINS_MS = Date.UTC(2025, 0, 1);
const YEARS_VALID = 20;

/** A store's own certificate authority. It belongs to the store: hubs come and go under it. */
export interface StoreCa {
  /** PKCS #8, unencrypted: whoever reads it can speak for any `.local` name in this store. */
  readonly keyPem: string;
  /** What browsers are told to trust. Nothing in it is secret. */
  readonly certificatePem: string;
}

/**
 * A new authority for a store: P-256, `.local` names and private addresses only, servers only, no
 * authority below it. Good for 20 years.
 */
export async function makeStoreCa(store: {
  readonly retailStoreId: string;
  readonly nowMs: number;
}): Promise<StoreCa> {
  const x509 = await loadX509();
  const {storeNameConstraints} = await import('./name-constraints.ts');
  const keys = await drawKeyPair();
  const notAfter = new Date(Math.max(store.nowMs, BEGINS_MS));
  notAfter.setUTCFullYear(notAfter.getUTCFullYear() + YEARS_VALID);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned(
    {
      name: [{O: ['Holdfast']}, {CN: [`Holdfast store ${store.retailStoreId}`]}],
      notBefore: new Date(BEGINS_MS),
      notAfter,
      signingAlgorithm: EC_ALGORITHM,
      keys,
      extensions: [
        new x509.BasicConstraintsExtension(true, 0, true),
        new x509.KeyUsagesExtension(
          x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign,
          true,
        ),
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
        storeNameConstraints(),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey, false, crypto),
      ],
    },
    crypto,
  );
  return {
    keyPem: await privateKeyPem(keys),
    certificatePem: `${certificate.toString('pem')}\n`,
  };
}
