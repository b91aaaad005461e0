import type {FaultCode} from '@holdfast/std';

/** What a command's exit tells a script. The numbers from 64 on are those of sysexits(3). */
export const EXIT = {
  ok: 0,
  failed: 1,
  usage: 64,
  mismatch: 65,
  unreachable: 69,
  tryLater: 75,
  version: 76,
  notAllowed: 77,
  config: 78,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

const BY_FAULT: Partial<Record<FaultCode, ExitCode>> = {
  'config/invalid': EXIT.config,
  'data-key/exposed': EXIT.notAllowed,
  'data-key/missing': EXIT.config,
  'data-key/unreadable': EXIT.config,
  'data-key/wrong': EXIT.config,
  'database/corrupt': EXIT.mismatch,
  'database/disk-full': EXIT.tryLater,
  'database/in-use': EXIT.tryLater,
  'database/too-new': EXIT.version,
  'discovery/no-multicast': EXIT.unreachable,
  'enrolment/refused': EXIT.notAllowed,
  'gateway/unreachable': EXIT.unreachable,
  'gateway/untrusted': EXIT.notAllowed,
  'hub/unreachable': EXIT.unreachable,
  'hub/untrusted': EXIT.notAllowed,
  'import/column-missing': EXIT.mismatch,
  'import/unreadable': EXIT.mismatch,
  'journal/full': EXIT.tryLater,
  'journal/read-only': EXIT.notAllowed,
  'pairing/busy': EXIT.tryLater,
  'pairing/refused': EXIT.notAllowed,
  'pairing/unheld-entries': EXIT.tryLater,
  'printer/not-ready': EXIT.tryLater,
  'recovery/not-opened': EXIT.mismatch,
  'recovery/words-wrong': EXIT.mismatch,
  'request/malformed': EXIT.usage,
  'request/unauthorized': EXIT.notAllowed,
  'session/refused': EXIT.notAllowed,
  'standby/hub-alive': EXIT.notAllowed,
  'standby/not-joined': EXIT.config,
  'stick/damaged': EXIT.mismatch,
  'stick/none': EXIT.mismatch,
  'stick/not-for-us': EXIT.notAllowed,
  'stick/unusable': EXIT.tryLater,
  'store/not-set-up': EXIT.config,
  'store/unreadable': EXIT.mismatch,
  'uplink/no-routing': EXIT.notAllowed,
  'wire/malformed': EXIT.mismatch,
  'wire/version': EXIT.version,
};

export function exitCodeOf(code: FaultCode): ExitCode {
  return BY_FAULT[code] ?? EXIT.failed;
}
