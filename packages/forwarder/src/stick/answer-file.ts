import {
  type Bytes,
  type Digest,
  Fault,
  fromBase64Url,
  isFault,
  type PublicKey,
  type SignatureVerifier,
} from '@holdfast/std';
import {
  carriedAnswerMessage,
  decodeSignedLines,
  type ExportAnswer,
  exportAnswerSchema,
  parseSignedMessage,
} from '@holdfast/wire';
import {damaged} from './segment-file.ts';

/** What head office wrote back. */
export const ANSWER_FILE = 'answer.jsonl';

/**
 * Reads what head office wrote back, and proves that it was head office. Throws `stick/none` where
 * it wrote nothing yet, `stick/damaged`, and `gateway/untrusted` for another signature.
 */
export async function readAnswer(
  tools: {readonly digest: Digest; readonly verifier: SignatureVerifier},
  file: {readonly bytes: Bytes | undefined; readonly gatewayPublicKey: PublicKey},
): Promise<ExportAnswer> {
  const {bytes, gatewayPublicKey: publicKey} = file;
  if (!bytes) {
    const reason = 'is not there: head office has not taken this stick in yet';
    throw new Fault('stick/none', {file: ANSWER_FILE, reason});
  }
  const {answer, message, signature} = decode(tools.digest, bytes);
  if (await tools.verifier.verify({publicKey, message, signature})) return answer;
  throw new Fault('gateway/untrusted', {file: ANSWER_FILE});
}

function decode(digest: Digest, bytes: Bytes) {
  try {
    const {message: said, signature} = decodeSignedLines(bytes);
    const answer = parseSignedMessage(exportAnswerSchema, said);
    const requestSha256 = fromBase64Url(answer.manifestSha256) ?? new Uint8Array();
    const message = carriedAnswerMessage(digest, {requestSha256, answer: said});
    return {answer, message, signature};
  } catch (error) {
    if (!isFault(error, 'wire/malformed')) throw error;
    throw damaged({name: ANSWER_FILE}, String(error.fields['reason'] ?? 'is malformed'));
  }
}
