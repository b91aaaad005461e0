import type {Bytes, Digest, PublicKey} from '@holdfast/std';
import {
  answerSigningMessage,
  enrolmentProofMessage,
  entrySigningMessage,
  gatewayIncarnationFromBytes,
  heldStatementSigningMessage,
  hubIdFromBytes,
  hubJournalKeyMessage,
  journalIdFromBytes,
  ledgerIdFromBytes,
  pairingProofMessage,
  requestSigningMessage,
  type SegmentEnvelope,
  sealedSegmentSigningMessage,
  segmentSigningMessage,
  sessionProofMessage,
} from '@holdfast/wire';

interface SignedMessage {
  /** Whose docblock in `packages/wire` says what it is. */
  readonly about: string;
  readonly key: string;
  /** One such message, made of zeros: its beginning is what matters here. */
  readonly message: Bytes;
}

const zeros = (length: number): Bytes => new Uint8Array(length);
const digest: Digest = {sha256: () => zeros(32)};
const publicKey: PublicKey = {algorithm: 'ed25519', bytes: zeros(32)};
const hubId = hubIdFromBytes(zeros(20));
const journalId = journalIdFromBytes(zeros(10));
const ledgerId = ledgerIdFromBytes(zeros(30));
const gatewayIncarnation = gatewayIncarnationFromBytes(zeros(10));
const [nonce, hash] = [zeros(32), zeros(32)];
const [retailStoreId, workstationId] = ['017', 'W1'];

const statement = {
  ...{retailStoreId, workstationId, journalId, sequenceNumber: 1, entryHash: hash},
  ...{gatewayIncarnation, issuedAtMs: 0},
};
const place = {ledgerId, first: 1, last: 1, headBefore: hash, headAfter: hash};
const envelope: SegmentEnvelope = {
  version: 1,
  ...place,
  ...{codec: 0, payloadBytes: 0, packed: zeros(0), packedSha256: hash},
};

/**
 * Everything a key of ours signs, built by the code itself, so that the page says what is really
 * signed.
 */
export const SIGNED_MESSAGES: readonly SignedMessage[] = [
  {about: 'entrySigningMessage', key: 'journal', message: entrySigningMessage(hash)},
  {
    about: 'hubJournalKeyMessage',
    key: 'hub identity',
    message: hubJournalKeyMessage({ledgerId, journalPublicKey: publicKey}),
  },
  {
    about: 'SegmentEnvelope',
    key: 'hub identity',
    message: segmentSigningMessage(envelope),
  },
  {
    about: 'SealedSegment',
    key: 'hub identity',
    message: sealedSegmentSigningMessage({...place, box: zeros(0), boxSha256: hash}),
  },
  {
    about: 'requestSigningMessage',
    key: 'hub identity',
    message: requestSigningMessage(digest, {path: '/', body: zeros(0)}),
  },
  {
    about: 'answerSigningMessage',
    key: 'gateway',
    message: answerSigningMessage(digest, {request: zeros(0), answer: zeros(0)}),
  },
  {
    about: 'HeldStatement',
    key: 'gateway',
    message: heldStatementSigningMessage(statement),
  },
  {
    about: 'sessionProofMessage',
    key: 'journal',
    message: sessionProofMessage(digest, {nonce, hubId, journalId, workstationId, origin: ''}),
  },
  {
    about: 'pairingProofMessage',
    key: 'journal',
    message: pairingProofMessage(digest, {nonce, hubId, workstationId}),
  },
  {
    about: 'enrolmentProofMessage',
    key: 'hub identity',
    message: enrolmentProofMessage(digest, {hubId, retailStoreId, codeProof: hash}),
  },
];
