import type {LanCloseReason} from '@holdfast/wire';

/**
 * Why a hub will not take this terminal's transactions until a person has looked. The till goes on
 * selling into its journal. Close reasons of the wire, and what the terminal itself finds:
 * - rolledBack: hub or head office has more than this journal: its disk went back in time.
 * - forked: the hub has another entry in a place where this journal has its own.
 * - unreadable: an entry that the hub lacks no longer proves itself, and no successor was taken in.
 * - refused: the hub turned an entry away without recording it.
 * - version: hub and terminal share no protocol version.
 */
export type BlockedByHub =
  | LanCloseReason
  | 'rolledBack'
  | 'forked'
  | 'unreadable'
  | 'refused'
  | 'version';

/** How a conversation with a hub ended. */
export type SessionEnd =
  /** Ring again: the network, a restart, a hub with no room. */
  | {readonly kind: 'lost'; readonly reason: string}
  /** The right key, and another hub or store behind it. */
  | {readonly kind: 'untrusted'; readonly detail: string}
  | {readonly kind: 'blocked'; readonly code: BlockedByHub; readonly detail: string}
  /** The hub took in the journal that follows this one: hand over to it, then ring again. */
  | {readonly kind: 'succeeded'; readonly lastCommonSequence: number};
