/**
 * Why a hub closes a session (RFC 6455 §7.4.2 leaves 4000–4999 to applications). Codes are never
 * reused. A terminal shows `retry: 'never'` to a person; for the others it rings again.
 */
export const LAN_CLOSE_CODES = {
  malformed: {code: 4000, retry: 'never', means: 'A frame is not a message of this version.'},
  versionTooOld: {
    code: 4001,
    retry: 'never',
    means: 'The terminal speaks only versions older than served.',
  },
  versionTooNew: {
    code: 4002,
    retry: 'never',
    means: 'The terminal speaks only versions newer than served.',
  },
  notPaired: {code: 4003, retry: 'never', means: 'No pairing for this journal is in the roster.'},
  revoked: {
    code: 4004,
    retry: 'never',
    means: 'This till was taken out of the store: the roster closed its journal.',
  },
  badProof: {code: 4005, retry: 'never', means: 'The session proof is not the journal key’s.'},
  authenticationTimeout: {code: 4006, retry: 'later', means: 'No proof came in time.'},
  superseded: {code: 4007, retry: 'later', means: 'A newer session of the same journal took over.'},
  badSignature: {
    code: 4008,
    retry: 'never',
    means: 'An entry’s signature is not the journal key’s.',
  },
  headsDiffer: {
    code: 4009,
    retry: 'never',
    means: 'The journal’s head is not the one this hub recorded.',
  },
  tooBusy: {code: 4010, retry: 'later', means: 'No room for another session now.'},
  tooSlow: {code: 4011, retry: 'later', means: 'The terminal does not read what it is sent.'},
  stopping: {code: 4012, retry: 'later', means: 'The hub is stopping.'},
  wrongOrigin: {code: 4013, retry: 'never', means: 'This origin or host name is not on the list.'},
  pairingRefused: {code: 4014, retry: 'never', means: 'No pairing window is open for this token.'},
  successionRefused: {code: 4015, retry: 'never', means: 'The journal may have no successor.'},
  replaced: {
    code: 4016,
    retry: 'later',
    means: 'Another hub has taken over this store: this one records nothing more.',
  },
} as const satisfies Record<string, {code: number; retry: 'later' | 'never'; means: string}>;

export type LanCloseReason = keyof typeof LAN_CLOSE_CODES;

const BY_CODE = new Map<number, LanCloseReason>(
  Object.entries(LAN_CLOSE_CODES).map(([reason, {code}]) => [code, reason as LanCloseReason]),
);

/** `undefined` for a code that is not ours, or that a newer hub added: ring again later. */
export function lanCloseReason(code: number): LanCloseReason | undefined {
  return BY_CODE.get(code);
}
