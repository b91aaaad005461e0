import {toBase64Url} from '@holdfast/std';
import {encodeChangeOfHub, type Hello, LAN_PROTOCOL_VERSION, WIRE_LIMITS} from '@holdfast/wire';
import {INGEST_LIMITS} from './limits.ts';
import type {IngestPorts} from './session-host.ts';

/** What this hub says of itself to whoever connects, and the nonce of this one session. */
export function helloOf({identity, ledger, roster, clock}: IngestPorts, nonce: Uint8Array): Hello {
  const {changeOfHub: change} = roster;
  return {
    v: LAN_PROTOCOL_VERSION,
    type: 'hello',
    hubId: identity.hubId,
    retailStoreId: identity.retailStoreId,
    ledgerId: ledger.ledgerId,
    epoch: roster.epoch,
    ...(change ? {change: toBase64Url(encodeChangeOfHub(change))} : {}),
    nonce: toBase64Url(nonce),
    hubTimeMs: clock.wallMs(),
    limits: {
      bodyBytesMax: WIRE_LIMITS.bodyBytesMax,
      inFlightMax: INGEST_LIMITS.inFlightMax,
      heartbeatMs: INGEST_LIMITS.heartbeatMs,
    },
  };
}
