import {randomBytes} from 'node:crypto';
import type {Random} from '@holdfast/std';

/** The system's cryptographic chance. */
export const systemRandom: Random = {
  bytes: length => new Uint8Array(randomBytes(length)),
};
