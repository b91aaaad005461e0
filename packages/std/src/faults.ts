/**
 * The world's mistakes: expected, handled, retried or shown to an operator. Codes are stable: they
 * stand in logs, metrics, API answers and runbooks. Outcomes of a normal day are values, never
 * faults.
 */
export const FAULTS = {
  'browser/unfit': {
    retry: 'never',
    means: 'This browser, or the address of this page, cannot keep a journal; the fields say why.',
  },
  'config/invalid': {
    retry: 'never',
    means: 'A configuration value is missing, unknown or malformed.',
  },
  'data-key/exposed': {
    retry: 'never',
    means: 'Others than its user may read the file of data keys. Nothing was opened.',
  },
  'data-key/missing': {
    retry: 'never',
    means: 'What lies here is sealed under a key that is not at hand. Nothing was changed.',
  },
  'data-key/unreadable': {
    retry: 'never',
    means: 'The file of data keys cannot be read, or the credential that opens it is not there.',
  },
  'data-key/wrong': {
    retry: 'never',
    means: 'A data key is not the one it is named after, or its credential is another one.',
  },
  'database/corrupt': {
    retry: 'never',
    means: 'A database file cannot be read. Keep it; do not delete it.',
  },
  'database/disk-full': {
    retry: 'later',
    means: 'The disk is full. Nothing new is recorded; old work is kept.',
  },
  'database/failed': {
    retry: 'never',
    means: 'A write or sync failed. The process stops and re-reads from disk.',
  },
  'database/foreign': {
    retry: 'never',
    means: 'This database is of another kind. Check the path; nothing was changed.',
  },
  'database/in-use': {
    retry: 'never',
    means: 'Another process has this file open. There may be one only.',
  },
  'database/missing': {
    retry: 'never',
    means: 'There is no database at this path, and none may be made here.',
  },
  'database/too-new': {
    retry: 'never',
    means: 'A newer version wrote this file. The message names which reads it.',
  },
  'discovery/no-multicast': {
    retry: 'later',
    means: 'No network interface carries multicast. Use the address instead.',
  },
  'enrolment/missing': {
    retry: 'never',
    means: 'This hub is not enrolled with a head office yet.',
  },
  'enrolment/refused': {
    retry: 'never',
    means: 'Head office refused this hub. Ask for a new enrolment link.',
  },
  'fleet/damaged': {
    retry: 'never',
    means:
      'A stored segment no longer proves itself. Restore it; its hub may still have the entries.',
  },
  'gateway/busy': {
    retry: 'later',
    means: 'The gateway has as much in hand as it may. Send the same again later.',
  },
  'gateway/failed': {
    retry: 'later',
    means: 'The gateway failed at this request. What it had answered before is kept.',
  },
  'gateway/unreachable': {retry: 'later', means: 'No route, DNS, TLS or answer on this uplink.'},
  'gateway/untrusted': {
    retry: 'never',
    means: 'The answer is not signed by the gateway this hub was enrolled with.',
  },
  'gateway/refused': {
    retry: 'never',
    means: 'The gateway refused what it was sent; the fields say why.',
  },
  'hub/unreachable': {retry: 'later', means: 'The hub does not answer at this address.'},
  'hub/untrusted': {
    retry: 'never',
    means: 'This is not the hub the terminal was paired with. Nothing was sent to it.',
  },
  'import/column-missing': {retry: 'never', means: 'The file lacks a column the import needs.'},
  'import/unreadable': {
    retry: 'never',
    means: 'The file cannot be read as the format it claims to be.',
  },
  'journal/entry-unreadable': {
    retry: 'never',
    means: 'One entry of this journal no longer proves itself. It is named; the others are kept.',
  },
  'journal/full': {
    retry: 'later',
    means: 'The journal is at its cap. New sales are refused; old ones are kept.',
  },
  'journal/key-lost': {
    retry: 'never',
    means: 'The key of this journal is gone or another one. Keep the files; pair a new journal.',
  },
  'journal/read-only': {retry: 'never', means: 'This terminal is not paired with a store yet.'},
  'ledger/pruned': {
    retry: 'never',
    means: 'This stretch of the ledger was deleted here: head office has signed for it.',
  },
  'pairing/busy': {
    retry: 'later',
    means: 'The hub talks to another till, or waits after a wrong code. Ask again in a moment.',
  },
  'pairing/refused': {
    retry: 'never',
    means: 'The hub refused to pair; the link or the code may be used, expired or wrong.',
  },
  'pairing/unheld-entries': {
    retry: 'later',
    means:
      'This till was moved, and has transactions of its old place that nobody would get there.',
  },
  'printer/not-ready': {
    retry: 'later',
    means: 'The receipt printer did not print; the fields say what is wrong with it.',
  },
  'recovery/no-sheet': {
    retry: 'never',
    means: 'No recovery sheet waits for its proof here. Print one first.',
  },
  'recovery/not-opened': {
    retry: 'never',
    means: 'This copy was not sealed to the sheet with these words, or it was changed.',
  },
  'recovery/words-wrong': {
    retry: 'never',
    means: 'These are not the words of the recovery sheet; the fields name the place.',
  },
  'request/malformed': {
    retry: 'never',
    means: 'The request is not one this address understands; the fields name the place.',
  },
  'request/not-found': {retry: 'never', means: 'What was asked for is not there.'},
  'request/too-large': {retry: 'never', means: 'The request is larger than this address takes.'},
  'request/unauthorized': {
    retry: 'never',
    means: 'This needs a token, and the request has none that is valid for it.',
  },
  'session/refused': {retry: 'never', means: 'The hub refused this terminal; the fields say why.'},
  'standby/hub-alive': {
    retry: 'never',
    means: 'The hub talks to this standby. Stop it first, or say that two hubs are what you want.',
  },
  'standby/not-joined': {
    retry: 'never',
    means: 'This machine is no hub’s standby. Ask the hub for a link: holdfast standby link.',
  },
  'standby/refused': {
    retry: 'never',
    means: 'The standby did not store what it was sent; the fields say why.',
  },
  'standby/uncovered': {
    retry: 'later',
    means:
      'The hub has deleted what head office has not signed for, as far as this standby was told.',
  },
  'standby/unreachable': {
    retry: 'later',
    means: 'No standby is connected, or it does not answer. The hub goes on without it.',
  },
  'standby/untrusted': {
    retry: 'never',
    means: 'A standby said what it did not sign, or what cannot be read. Nothing of it counts.',
  },
  'stick/damaged': {
    retry: 'never',
    means:
      'A file on the stick is damaged, missing, or not its hub’s. Nothing is lost: the hub still has it.',
  },
  'stick/none': {
    retry: 'never',
    means: 'This folder holds no export, or none that was finished.',
  },
  'stick/not-for-us': {
    retry: 'never',
    means: 'The stick is of another store, or sealed for another head office.',
  },
  'stick/unusable': {
    retry: 'later',
    means:
      'The folder cannot be read or written: the stick is full, write-protected, or was pulled.',
  },
  'store/not-set-up': {
    retry: 'never',
    means: 'This store has no settings yet: no currency, no tax groups.',
  },
  'store/unreadable': {
    retry: 'never',
    means: 'A document of the store on this hub’s disk is damaged. Import it again.',
  },
  'submission/busy': {
    retry: 'later',
    means: 'More submissions wait for the disk than a terminal takes at once. Nothing was kept.',
  },
  'submission/id-taken': {
    retry: 'never',
    means: 'Another transaction was journaled under this submission id; the receipt names it.',
  },
  'submission/malformed': {
    retry: 'never',
    means: 'The transaction is not one; the fields name the place and the reason.',
  },
  'submission/too-large': {
    retry: 'never',
    means: 'A transaction body may be 1 MiB. This one is larger.',
  },
  'submission/card-data': {
    retry: 'never',
    means: 'The text looks like a card number. It was not kept.',
  },
  'terminal/stopped': {
    retry: 'later',
    means: 'The terminal is not running. What was journaled is safe and goes on at the next start.',
  },
  'uplink/no-routing': {
    retry: 'never',
    means:
      'The machine’s routing cannot be read or changed. It takes Linux, iproute2 and the right to.',
  },
  'uplink/over-budget': {
    retry: 'later',
    means:
      'Only a metered uplink is left and its month is used up. New sales pass; the backlog waits.',
  },
  'wire/malformed': {
    retry: 'never',
    means: 'A message or file does not have the form its version promises.',
  },
  'wire/version': {
    retry: 'never',
    means: 'The two sides share no protocol version. The message names what is served.',
  },
} as const satisfies Record<string, {retry: 'later' | 'never'; means: string}>;

export type FaultCode = keyof typeof FAULTS;
export type FaultFields = Readonly<Record<string, string | number | boolean>>;

/** Carries a stable code and fields instead of prose. */
export class Fault extends Error {
  override readonly name = 'Fault';
  readonly code: FaultCode;
  readonly fields: FaultFields;

  constructor(code: FaultCode, fields: FaultFields = {}, options?: ErrorOptions) {
    const detail = Object.entries(fields).map(([key, value]) => `${key}=${value}`);
    super([code, ...detail].join(' '), options);
    this.code = code;
    this.fields = fields;
  }

  get retry(): 'later' | 'never' {
    return FAULTS[this.code].retry;
  }

  /** The sentence of the table: what it means for the person who reads it. */
  get means(): string {
    return FAULTS[this.code].means;
  }
}

export function isFault(error: unknown, code?: FaultCode): error is Fault {
  return error instanceof Fault && (code === undefined || error.code === code);
}
