import {nodeDigest} from '@holdfast/platform-node';
import {isFault, toBase64Url, utf8Decode, utf8Encode} from '@holdfast/std';
import type {WanAnswer, WanRequest} from '@holdfast/uplink';
import {
  decodeSegmentEnvelope,
  type GatewayIncarnation,
  ledgerStatusSchema,
  probeSchema,
  SEGMENT_VERSIONS,
  WAN_PATHS,
  WAN_PROTOCOL_VERSION,
} from '@holdfast/wire';

/**
 * Answers as head office would, and says to hold whatever it is sent. It knows the protocol, and
 * which incarnation head office has; it lacks head office's key.
 */
export function impostorAnswer(
  request: WanRequest,
  gatewayIncarnation: GatewayIncarnation,
): WanAnswer {
  const content = {v: WAN_PROTOCOL_VERSION, gatewayIncarnation, ...claimOf(request)};
  return {status: 200, body: utf8Encode(JSON.stringify(content)), signature: ''};
}

function claimOf({path, body}: WanRequest): object {
  switch (path) {
    case WAN_PATHS.probe: {
      const {nonce} = probeSchema.parse(JSON.parse(utf8Decode(body)));
      const sourceAddress = 'portal.example';
      return {type: 'probeAnswer', nonce, gatewayTimeMs: 0, sourceAddress};
    }
    case WAN_PATHS.ledgerStatus: {
      const {nonce, ledgerId} = ledgerStatusSchema.parse(JSON.parse(utf8Decode(body)));
      const heldHead = toBase64Url(new Uint8Array(32));
      const held = {ledgerId, heldPosition: 0, heldHead, heldStatements: []};
      return {type: 'ledgerStatusAnswer', nonce, segmentVersions: [...SEGMENT_VERSIONS], ...held};
    }
    case WAN_PATHS.segments:
      return segmentClaim(body);
    default:
      return {};
  }
}

function segmentClaim(body: WanRequest['body']): object {
  try {
    const {ledgerId, last, headAfter} = decodeSegmentEnvelope(nodeDigest, body);
    const held = {ledgerId, heldPosition: last, heldHead: toBase64Url(headAfter)};
    return {type: 'forwardEntriesAnswer', outcome: 'accepted', ...held, heldStatements: []};
  } catch (error) {
    if (isFault(error)) return {};
    throw error;
  }
}
