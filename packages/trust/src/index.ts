export {
  type ChangeVerdict,
  checkChangeOfHub,
  isHigherHub,
  parseChangeOfHub,
  type RosterPair,
  signChangeOfHub,
} from './change-of-hub-check.ts';
export {CodeDesk, type CodeDeskTools, type CodeOpening, type CodeWindowView} from './code-desk.ts';
export {type CodeConfirmations, CodeHalf} from './code-proof.ts';
export type {CodeTalk} from './code-talk.ts';
export {CODE_LIMITS, type CodeTill} from './code-window.ts';
export {fingerprintWords} from './fingerprint-words.ts';
export {verifyHeldStatement} from './held-statement-check.ts';
export {
  PAIRING_LIMITS,
  PairingDesk,
  type PairingRefusal,
  type PairingVerdict,
} from './pairing-desk.ts';
export {drawWindowId, type NotePairing, windowDiary} from './pairing-diary.ts';
export {type PublicKeyText, parsePublicKeyText, publicKeyText} from './public-key-text.ts';
export {
  parseRecoveryPhrase,
  RECOVERY_SECRET_BYTES,
  recoveryPhrase,
  recoverySeed,
  recoverySigningSeed,
} from './recovery-phrase.ts';
export {type JournalClosing, Roster, type RosterJournal} from './roster.ts';
export {
  checkRosterCopy,
  type RosterCopyVerdict,
  type SignedRosterCopy,
  signRosterCopy,
} from './roster-copy-check.ts';
export {isSealedFor, openBox, type SealedKind, sealBox, type UnsealedBox} from './sealing.ts';
export {CLOSED_MEANS, checkSession, type SessionVerdict} from './session-check.ts';
export {checkSuccession, SUCCESSORS_MAX, type SuccessionVerdict} from './succession-check.ts';
export {signTlsKey, tlsKeyRefusal} from './tls-key-check.ts';
