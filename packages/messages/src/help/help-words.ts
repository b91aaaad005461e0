/** What people need to know of a code: what is so, why, and what to do now. */
export interface HelpWords {
  readonly title: string;
  readonly why: string;
  readonly now: string;
}

/**
 * Every code that a cashier can be shown, and whether what its page says may be done while people
 * are being served. `stop`: first see to it that nobody is paying.
 */
export const HELP_CODES = {
  'uplink/none': 'anytime',
  'uplink/all-paused': 'anytime',
  'uplink/all-down': 'stop',
  'uplink/unsure': 'anytime',
  'uplink/metered': 'anytime',
  'uplink/slow': 'anytime',
  'uplink/over-budget': 'anytime',
  'uplink/budget-low': 'anytime',
  'uplink/untrusted': 'anytime',
  'uplink/some-down': 'stop',
  'uplink/source-changed': 'anytime',
  'ledger/diverged': 'anytime',
  'ledger/stuck': 'anytime',
  'ledger/behind': 'anytime',
  'journal/evictable': 'stop',
  'clock/offset': 'anytime',
  'hub/unreachable': 'stop',
  'hub/untrusted': 'stop',
  'database/in-use': 'anytime',
  'database/disk-full': 'stop',
  'database/corrupt': 'stop',
  'database/failed': 'stop',
  'database/too-new': 'stop',
  'browser/unfit': 'anytime',
  'journal/full': 'stop',
  'journal/read-only': 'stop',
  'submission/malformed': 'anytime',
  'submission/too-large': 'anytime',
  'submission/card-data': 'anytime',
  'submission/busy': 'anytime',
  'submission/id-taken': 'anytime',
  'terminal/stopped': 'anytime',
  'pairing/refused': 'anytime',
  'pairing/busy': 'anytime',
  'request/malformed': 'anytime',
} as const;
export type HelpCode = keyof typeof HELP_CODES;
