/** Everything that crosses a process has a size limit, and this is the one list of them. */
export const WIRE_LIMITS = {
  /** A transaction's body: a 2,000-line invoice fits. One byte more is refused by name. */
  bodyBytesMax: 1024 * 1024,
  /** Personal data kept beside a body, salt included. */
  personalBytesMax: 16 * 1024,
  /** Entries whose personal data one erasure takes; another follows for more. */
  erasureEntriesMax: 256,
  /** Fields of a newer header that an older reader keeps without understanding. */
  headerExtensionBytesMax: 1024,
  /** A LAN frame: JSON may escape each byte of a body once, plus the envelope. */
  lanFrameBytesMax: 2 * 1024 * 1024 + 64 * 1024,
  /** A document that tills share, in parts: letters of one, and parts of one document. */
  sharedPartLengthMax: 256 * 1024,
  sharedPartsMax: 64,
  /** One suspended sale, as its till keeps it: some five hundred lines. */
  suspendedTextLengthMax: 128 * 1024,
  /**
   * A segment on its way to a standby: its payload, if nothing can be compressed, and its envelope.
   */
  standbyFrameBytesMax: 9 * 1024 * 1024,
  /** The payload of a segment before compression. One body always fits. */
  segmentPayloadBytesMax: 8 * 1024 * 1024,
  /** All bodies of a segment, put together: the payload may say much with few bytes. */
  segmentBodyBytesMax: 8 * 1024 * 1024,
  segmentEntriesMax: 8192,
  /** Of a version 2 payload: pieces of bodies that are written once, */
  segmentFragmentsMax: 4096,
  /** and how often all its shapes together name one. */
  segmentShapePartsMax: 1024 * 1024,
  segmentLanesMax: 1024,
  /** An answer of the gateway. */
  wanAnswerBytesMax: 1024 * 1024,
  reasonBytesMax: 200,
} as const;
