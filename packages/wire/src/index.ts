export {
  encodeTxt,
  HUB_TXT_LIMITS,
  type HubTxt,
  parseTxt,
} from './discovery/hub-txt.ts';
export {HUB_SERVICE_TYPE} from './discovery/service-type.ts';
export {
  decodeEntryHeader,
  type EntryHeader,
  encodeEntryHeader,
  entryHashOf,
  GENESIS_HASH,
} from './entry/entry-header.ts';
export {ENTRY_KINDS, type EntryKind, entryKindOf, isHubKind} from './entry/entry-kind.ts';
export {type ErasedEntry, erasedEntrySchema} from './entry/erased-entry.ts';
export {
  type EntryBytes,
  entryContradiction,
  entrySigningMessage,
  type JournalEntry,
  makeEntry,
  openEntry,
  personalCommitment,
} from './entry/journal-entry.ts';
export {encodeSupersedes, type Superseded, supersededBy} from './entry/supersedes.ts';
export {
  formatTransactionKey,
  placeIdSchema,
  positionSchema,
  sequenceNumberSchema,
  type TransactionKey,
  transactionKeyOf,
  transactionKeySchema,
} from './entry/transaction-key.ts';
export {ALARM_CODES, type Alarm, type AlarmCode, alarmSchema} from './hub-journal/alarm.ts';
export {AUDIT_LIMITS, type AuditNoted, auditNotedSchema} from './hub-journal/audit-noted.ts';
export {
  type DispositionDecided,
  dispositionDecidedSchema,
} from './hub-journal/disposition-decided.ts';
export {type Erasure, erasureSchema} from './hub-journal/erasure.ts';
export {encodeHubBody, HUB_WORKSTATION, parseHubBody} from './hub-journal/hub-journal.ts';
export {
  hubJournalKeyMessage,
  LEDGER_OPENED_REASONS,
  type LedgerOpened,
  ledgerOpenedSchema,
} from './hub-journal/ledger-opened.ts';
export {
  PAIRING_CLOSED_REASONS,
  type PairingClosedReason,
  type PairingNoted,
  pairingNotedSchema,
} from './hub-journal/pairing-noted.ts';
export {type Pruned, prunedSchema} from './hub-journal/pruned.ts';
export {
  type RosterChange,
  type RosterChanged,
  rosterChangedSchema,
} from './hub-journal/roster-changed.ts';
export {
  AUTHORITY_PURPOSE,
  parseSealedAuthority,
  type SealedAuthority,
  sealedAuthoritySchema,
} from './hub-journal/sealed-authority.ts';
export {
  drawGatewayIncarnation,
  drawLedgerId,
  GATEWAY_INCARNATION_BYTES,
  gatewayIncarnationFromBytes,
  HUB_ID_BYTES,
  hubIdFromBytes,
  hubIdOf,
  idBytes,
  isLaterIncarnation,
  JOURNAL_ID_BYTES,
  journalIdFromBytes,
  journalIdOf,
  LEDGER_ID_BYTES,
  ledgerIdFromBytes,
} from './id-bytes.ts';
export {
  type GatewayIncarnation,
  gatewayIncarnationSchema,
  type HubId,
  hubIdOfLedger,
  hubIdSchema,
  type JournalId,
  journalIdSchema,
  type LedgerId,
  ledgerIdSchema,
  parseJournalId,
} from './ids.ts';
export {
  type AskReceipt,
  askReceiptSchema,
  type ReceiptAnswer,
  receiptAnswerSchema,
} from './lan/ask-receipt.ts';
export {type Authenticate, authenticateSchema} from './lan/authenticate.ts';
export {LAN_CLOSE_CODES, type LanCloseReason, lanCloseReason} from './lan/close-code.ts';
export {
  bytesSchema,
  publicKeySchema,
  sha256Schema,
  signatureSchema,
  versionField,
  wallMsSchema,
} from './lan/frame.ts';
export {type Ping, type Pong, pingSchema, pongSchema} from './lan/heartbeat.ts';
export {type Held, heldSchema} from './lan/held.ts';
export {type Hello, helloSchema} from './lan/hello.ts';
export {type MirroredJournal, mirroredJournalSchema} from './lan/mirrored-journal.ts';
export {type Pair, type Paired, pairedSchema, pairSchema} from './lan/pair.ts';
export {
  type ErasureWord,
  encodeErasureWord,
  erasureWordMessage,
  type PersonalErased,
  parseErasureWord,
} from './lan/personal-erased.ts';
export {
  type DecidePrint,
  PRINT_STATES,
  PRINTER_PROBLEMS,
  type PrinterProblem,
  type Printers,
  type PrintPaper,
  type PrintState,
  type PrintStateName,
  printerNameSchema,
  printerProblemSchema,
  printStateNameSchema,
} from './lan/printing.ts';
export {
  encodeLanMessage,
  type HubToTerminal,
  hubToTerminalSchema,
  parseHubMessage,
  parseTerminalMessage,
  type TerminalToHub,
  terminalToHubSchema,
  type UnknownMessage,
} from './lan/protocol.ts';
export {
  type RecordOutcome,
  type RecordTransaction,
  type RecordTransactionReply,
  recordOutcomeSchema,
  recordTransactionReplySchema,
  recordTransactionSchema,
} from './lan/record-transaction.ts';
export {type Refused, refusedSchema} from './lan/refused.ts';
export {
  changeOfHubTextSchema,
  type KeepRoster,
  type KnownLane,
  keepRosterSchema,
  knownLaneSchema,
  ROSTER_COPY_BYTES_MAX,
  type RosterCopy,
  rosterCopySchema,
  type ShowRoster,
  showRosterSchema,
} from './lan/roster-copy.ts';
export {
  type AskShared,
  askSharedSchema,
  type SharedPart,
  type SharedVersions,
  sharedPartSchema,
  sharedVersionsSchema,
} from './lan/shared-documents.ts';
export {STORE_STATES, type StoreStatus, storeStatusSchema} from './lan/store-status.ts';
export {
  type AskEntryHash,
  askEntryHashSchema,
  type EntryHashSaid,
  entryHashSchema,
  type Succeed,
  type Succeeded,
  succeededSchema,
  succeedSchema,
} from './lan/succession.ts';
export {
  type ChangeSuspended,
  type SuspendedChange,
  type SuspendedChanged,
  type SuspendedOutcome,
  suspendedChangeSchema,
  suspendedOutcomeSchema,
} from './lan/suspended-sales.ts';
export {
  agreeOnLanVersion,
  LAN_PROTOCOL_VERSION,
  LAN_VERSIONS_SERVED,
  type LanAgreement,
  lanSubprotocol,
  lanVersions,
} from './lan/version.ts';
export {type Welcome, welcomeSchema} from './lan/welcome.ts';
export {
  type Disposition,
  dispositionCode,
  dispositionOf,
  QUARANTINE_REASONS,
  type QuarantineReason,
} from './ledger/disposition.ts';
export type {LedgerEntry} from './ledger/ledger-entry.ts';
export {
  decodeLedgerLine,
  encodeLedgerLine,
  headAfter,
  type LedgerLine,
} from './ledger/ledger-line.ts';
export {WIRE_LIMITS} from './limits.ts';
export {type ChannelBinding, codeChannelIdentifier} from './pairing/channel-binding.ts';
export {type CodeConfirmed, codeConfirmedSchema} from './pairing/code-confirmed.ts';
export {type CodeShare, codeShareSchema} from './pairing/code-share.ts';
export {type ConfirmCode, confirmCodeSchema} from './pairing/confirm-code.ts';
export {
  ENROLMENT_CODE_BYTES,
  type EnrolmentLink,
  type EnrolmentPurpose,
  formatEnrolmentLink,
  parseEnrolmentLink,
} from './pairing/enrolment-link.ts';
export {type PairByCode, pairByCodeSchema} from './pairing/pair-by-code.ts';
export {
  drawPairingCode,
  formatPairingCode,
  PAIRING_CODE_DIGITS,
  parsePairingCode,
} from './pairing/pairing-code.ts';
export {
  formatPairingLink,
  PAIRING_TOKEN_BYTES,
  type PairingLink,
  parsePairingLink,
} from './pairing/pairing-link.ts';
export {
  claimCodeProof,
  enrolmentCodeProof,
  enrolmentProofMessage,
  pairedProofMessage,
  pairingProofMessage,
  pairingTokenProof,
  rosterCopyMessage,
  sessionProofMessage,
  successionMessage,
} from './pairing/proofs.ts';
export {
  PAPER_COLUMNS,
  PAPER_ENCODINGS,
  type PaperBlock,
  type PaperColumns,
  type PaperDocument,
  type PaperEncoding,
  paperDocumentSchema,
} from './paper/paper-document.ts';
export {CODECS, type Compressor, noCompression} from './segment/compressor.ts';
export {packSegment, unpackSegment} from './segment/segment.ts';
export {
  decodeSegmentEnvelope,
  encodeSegmentEnvelope,
  type SegmentEnvelope,
  type SignedSegmentEnvelope,
  segmentSigningMessage,
} from './segment/segment-envelope.ts';
export {
  decodeSegmentPayload,
  encodeSegmentPayload,
  type SegmentPlace,
} from './segment/segment-payload.ts';
export {
  SEGMENT_VERSIONS,
  type SegmentVersion,
  segmentVersionFor,
} from './segment/segment-version.ts';
export {formatStandbyLink, parseStandbyLink, type StandbyLink} from './standby/standby-link.ts';
export {
  askedOfMirror,
  decodeSegmentFrame,
  encodeSegmentFrame,
  mirrorStatementMessage,
  standbyProofMessage,
  standbyTokenProof,
  standbyWelcomeMessage,
} from './standby/standby-proofs.ts';
export {
  type AskMirror,
  type HeadOfficeHolds,
  type HubToStandby,
  hubToStandbySchema,
  type Mirrored,
  type MirrorPosition,
  parseHubToStandby,
  parseMirrorPosition,
  parseStandbyToHub,
  type SegmentRefused,
  STANDBY_PATH,
  STANDBY_PROTOCOL_VERSION,
  STANDBY_SUBPROTOCOL,
  type StandbyHello,
  type StandbyProof,
  type StandbyToHub,
  type StandbyWelcome,
  standbyToHubSchema,
} from './standby/standby-protocol.ts';
export {
  CHANGE_SIGNERS,
  type ChangeOfHub,
  type ChangeSigner,
  changeOfHubSigningMessage,
  decodeChangeOfHub,
  encodeChangeOfHub,
  type SignedChangeOfHub,
} from './statement/change-of-hub.ts';
export {
  decodeHeldStatement,
  encodeHeldStatement,
  type HeldStatement,
  heldStatementSigningMessage,
  type SignedHeldStatement,
} from './statement/held-statement.ts';
export {saysMore} from './statement/statement-order.ts';
export {
  formatTlsKeyUri,
  parseTlsKeyUri,
  type SignedTlsKeyStatement,
  type TlsKeyStatement,
  tlsKeyStatementSigningMessage,
} from './statement/tls-key-statement.ts';
export {type ExportAnswer, exportAnswerSchema} from './stick/export-answer.ts';
export {
  contentHashOf,
  type ExportedLedger,
  type ExportManifest,
  type ExportSums,
  exportManifestSchema,
} from './stick/export-manifest.ts';
export {
  decodeSealedSegment,
  encodeSealedSegment,
  type SealedPlace,
  type SealedSegment,
  sealedPlaceBytes,
  sealedSegmentSigningMessage,
} from './stick/sealed-segment.ts';
export {
  decodeSignedLines,
  encodeSignedLines,
  parseSignedMessage,
  type SignedLines,
} from './stick/signed-lines.ts';
export {type Enrol, type Enrolled, enrolledSchema, enrolSchema} from './wan/enrol.ts';
export {type ForwardEntriesAnswer, forwardEntriesAnswerSchema} from './wan/forward-entries.ts';
export {
  type LedgerStatus,
  type LedgerStatusAnswer,
  ledgerStatusAnswerSchema,
  ledgerStatusSchema,
} from './wan/ledger-status.ts';
export {WAN_PATHS} from './wan/paths.ts';
export {type Probe, type ProbeAnswer, probeAnswerSchema, probeSchema} from './wan/probe.ts';
export {
  answerSigningMessage,
  carriedAnswerMessage,
  HUB_HEADER,
  requestSigningMessage,
  SEGMENT_MEDIA_TYPE,
  SIGNATURE_HEADER,
} from './wan/signed-answer.ts';
export {type TakenOver, takenOverSchema} from './wan/taken-over.ts';
export {WAN_PROTOCOL_VERSION, wanVersions} from './wan/version.ts';
