import {
  nodeDigest,
  nodeSignatureVerifier,
  systemClock,
  systemRandom,
} from '@holdfast/platform-node';

/** The machine's tools, as every part of the hub is handed them. */
export const TOOLS = {
  clock: systemClock,
  random: systemRandom,
  digest: nodeDigest,
  verifier: nodeSignatureVerifier,
} as const;
