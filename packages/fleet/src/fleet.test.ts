import {
  createSigningKey,
  nodeDigest,
  nodeSignatureVerifier,
  systemRandom,
} from '@holdfast/platform-node';
import {drawGatewayIncarnation, noCompression} from '@holdfast/wire';
import {fleetAcceptance} from './acceptance.ts';
import {MemoryFleetStore} from './testing.ts';

fleetAcceptance('a fleet over a store in memory', {
  digest: nodeDigest,
  compressor: noCompression,
  verifier: nodeSignatureVerifier,
  newKey: createSigningKey,
  open: async () => new MemoryFleetStore(drawGatewayIncarnation(systemRandom)),
});
