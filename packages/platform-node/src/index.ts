export {syncDirectory, writeFileDurably} from './durable-file.ts';
export {DurableFolder} from './durable-folder.ts';
export {hpkeSealer, loadOrCreateUnsealingKey, unsealingKeyOf} from './hpke-sealing.ts';
export {createJsonLog, type LogLevel} from './json-log.ts';
export {nodeDigest} from './node-digest.ts';
export {
  createSigningKey,
  loadOrCreateSigningKey,
  nodeSignatureVerifier,
  signingKeyFrom,
} from './node-keys.ts';
export {
  openSealed,
  type Sealed,
  type SealingKey,
  sealingKeyFrom,
  sealTo,
} from './sealed-box.ts';
export {systemClock} from './system-clock.ts';
export {systemRandom} from './system-random.ts';
export {
  channelExporter,
  loadOrCreateTlsIdentity,
  ownKeyPin,
  type PeerCertificate,
  peerCertificate,
  spkiPin,
  type TlsIdentity,
} from './tls-identity.ts';
