import {type Bytes, concatBytes, type Digest, utf8Encode} from '@holdfast/std';

const CONTEXT = utf8Encode('holdfast/answer/1\0');
const REQUEST_CONTEXT = utf8Encode('holdfast/request/1\0');

/**
 * HTTP header that carries the gateway's signature of an answer, or the hub's of a request,
 * base64url.
 */
export const SIGNATURE_HEADER = 'holdfast-signature';
/** HTTP header that names the hub that signs a request. */
export const HUB_HEADER = 'holdfast-hub';
export const SEGMENT_MEDIA_TYPE = 'application/vnd.holdfast.segment';

/**
 * What the gateway signs of every answer: the digest of the request it answers, then the answer's
 * bytes. A proxy's page, a captive portal or an answer to another request cannot carry it.
 */
export function answerSigningMessage(
  digest: Digest,
  exchange: {readonly request: Uint8Array; readonly answer: Uint8Array},
): Bytes {
  const {request, answer} = exchange;
  return carriedAnswerMessage(digest, {requestSha256: digest.sha256(request), answer});
}

/** The same, for whoever no longer has the request, only the digest that the answer repeats. */
export function carriedAnswerMessage(
  digest: Digest,
  exchange: {readonly requestSha256: Uint8Array; readonly answer: Uint8Array},
): Bytes {
  return concatBytes(CONTEXT, exchange.requestSha256, digest.sha256(exchange.answer));
}

/** What a hub signs of a request that is not signed in itself (a segment is): path, then body. */
export function requestSigningMessage(
  digest: Digest,
  request: {readonly path: string; readonly body: Uint8Array},
): Bytes {
  return concatBytes(
    REQUEST_CONTEXT,
    digest.sha256(utf8Encode(request.path)),
    digest.sha256(request.body),
  );
}
