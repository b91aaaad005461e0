import {fromBase64Url, isFault} from '@holdfast/std';
import {verifyHeldStatement} from '@holdfast/trust';
import {
  decodeHeldStatement,
  drawGatewayIncarnation,
  isLaterIncarnation,
  type SignedHeldStatement,
} from '@holdfast/wire';
import type {FleetPorts} from './ports.ts';

/**
 * Takes an incarnation after the one that a statement names, where that is later than this store's
 * and the signature is head office's own: the store was put back behind it, and until it comes
 * after, nobody believes what it says. A statement that is no such proof changes nothing.
 */
export async function comeAfter(
  ports: Pick<FleetPorts, 'store' | 'gatewayKey' | 'verifier' | 'random' | 'log'>,
  text: string,
): Promise<void> {
  const {store, gatewayKey, verifier, random, log} = ports;
  const statement = readStatement(text);
  if (!statement) return;
  const {gatewayIncarnation: other} = statement;
  if (!isLaterIncarnation(other, store.incarnation)) return;
  const gatewayPublicKey = gatewayKey.publicKey;
  if (!(await verifyHeldStatement(verifier, {statement, gatewayPublicKey}))) return;
  if (!isLaterIncarnation(other, store.incarnation)) return;
  const incarnation = drawGatewayIncarnation(random, {after: [other]});
  await store.renewIncarnation(incarnation);
  log.warn('gateway.comes-after', {incarnation, other});
}

function readStatement(text: string): SignedHeldStatement | undefined {
  try {
    return decodeHeldStatement(fromBase64Url(text) ?? new Uint8Array());
  } catch (error) {
    if (isFault(error, 'wire/malformed')) return undefined;
    throw error;
  }
}
