import {type Bytes, concatBytes, type Digest, type PublicKey, utf8Encode} from '@holdfast/std';
import {idBytes} from '../id-bytes.ts';
import type {HubId, JournalId} from '../ids.ts';

/**
 * What a terminal's key signs to open a session. Each part is of fixed length or hashed, so none
 * can slide.
 */
export function sessionProofMessage(
  digest: Digest,
  claim: {
    readonly nonce: Uint8Array;
    readonly hubId: HubId;
    readonly journalId: JournalId;
    readonly workstationId: string;
    readonly origin: string;
  },
): Bytes {
  return concatBytes(
    utf8Encode('holdfast/session/1\0'),
    claim.nonce,
    idBytes(claim.hubId),
    idBytes(claim.journalId),
    digest.sha256(utf8Encode(claim.workstationId)),
    digest.sha256(utf8Encode(claim.origin)),
  );
}

/** What a terminal's key signs to be paired. */
export function pairingProofMessage(
  digest: Digest,
  claim: {readonly nonce: Uint8Array; readonly hubId: HubId; readonly workstationId: string},
): Bytes {
  return concatBytes(
    utf8Encode('holdfast/pair/1\0'),
    claim.nonce,
    idBytes(claim.hubId),
    digest.sha256(utf8Encode(claim.workstationId)),
  );
}

/**
 * What a hub's identity key signs when it has paired a terminal: everything that the terminal will
 * pin.
 */
export function pairedProofMessage(
  digest: Digest,
  claim: {
    readonly nonce: Uint8Array;
    readonly hubId: HubId;
    readonly journalId: JournalId;
    readonly retailStoreId: string;
    readonly workstationId: string;
    readonly gatewayPublicKey: PublicKey;
    readonly epoch: number;
  },
): Bytes {
  return concatBytes(
    utf8Encode('holdfast/paired/1\0'),
    claim.nonce,
    idBytes(claim.hubId),
    idBytes(claim.journalId),
    digest.sha256(utf8Encode(claim.retailStoreId)),
    digest.sha256(utf8Encode(claim.workstationId)),
    digest.sha256(utf8Encode(claim.gatewayPublicKey.algorithm)),
    digest.sha256(claim.gatewayPublicKey.bytes),
    digest.sha256(utf8Encode(String(claim.epoch))),
  );
}

/**
 * What the keys of a journal and of its successor sign: the one goes on where the other ends. It
 * names no hub and no session, so that whoever reads the roster can verify it.
 */
export function successionMessage(
  digest: Digest,
  claim: {
    readonly retailStoreId: string;
    readonly workstationId: string;
    readonly journalId: JournalId;
    readonly successor: PublicKey;
    readonly lastCommon: {readonly sequenceNumber: number; readonly entryHash: Uint8Array};
  },
): Bytes {
  const {successor, lastCommon} = claim;
  return concatBytes(
    utf8Encode('holdfast/succession/1\0'),
    digest.sha256(utf8Encode(claim.retailStoreId)),
    digest.sha256(utf8Encode(claim.workstationId)),
    idBytes(claim.journalId),
    digest.sha256(utf8Encode(successor.algorithm)),
    digest.sha256(successor.bytes),
    digest.sha256(utf8Encode(String(lastCommon.sequenceNumber))),
    lastCommon.entryHash,
  );
}

/** Shows that the terminal knows the link's token without sending it. */
export function pairingTokenProof(
  digest: Digest,
  claim: {
    readonly token: Uint8Array;
    readonly nonce: Uint8Array;
    readonly hubId: HubId;
    readonly publicKey: PublicKey;
  },
): Bytes {
  return digest.sha256(
    concatBytes(
      utf8Encode('holdfast/pair-token/1\0'),
      claim.token,
      claim.nonce,
      idBytes(claim.hubId),
      claim.publicKey.bytes,
    ),
  );
}

/** Shows that the hub knows an enrolment code without sending it. */
export function enrolmentCodeProof(
  digest: Digest,
  claim: {readonly code: Uint8Array; readonly hubPublicKey: PublicKey},
): Bytes {
  return digest.sha256(
    concatBytes(utf8Encode('holdfast/enrol-code/1\0'), claim.code, claim.hubPublicKey.bytes),
  );
}

/** The same of a claim code, which is good for one reader of the secrets that it opens. */
export function claimCodeProof(
  digest: Digest,
  claim: {
    readonly code: Uint8Array;
    readonly hubPublicKey: PublicKey;
    readonly readerPublicKey: Uint8Array;
  },
): Bytes {
  return digest.sha256(
    concatBytes(
      utf8Encode('holdfast/claim-code/1\0'),
      claim.code,
      claim.hubPublicKey.bytes,
      claim.readerPublicKey,
    ),
  );
}

/** What a hub's identity key signs to be enrolled. */
export function enrolmentProofMessage(
  digest: Digest,
  claim: {readonly hubId: HubId; readonly retailStoreId: string; readonly codeProof: Uint8Array},
): Bytes {
  return concatBytes(
    utf8Encode('holdfast/enrol/1\0'),
    idBytes(claim.hubId),
    digest.sha256(utf8Encode(claim.retailStoreId)),
    claim.codeProof,
  );
}

/** What a hub's identity key signs of a copy of its roster. */
export function rosterCopyMessage(digest: Digest, copy: Uint8Array): Bytes {
  return concatBytes(utf8Encode('holdfast/roster-copy/1\0'), digest.sha256(copy));
}
