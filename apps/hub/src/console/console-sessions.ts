import {createHash} from 'node:crypto';
import type {Operator, Role} from '@holdfast/catalogue';
import {type Clock, type Random, toBase64Url} from '@holdfast/std';
import type {AuditNoted} from '@holdfast/wire';

export const SESSION_LIMITS = {
  /** Without a deliberate act. */
  idleMs: 15 * 60_000,
  /** Whatever is done meanwhile: a working day. */
  wholeMs: 12 * 60 * 60_000,
  /** Of all people together; the oldest ends for a new one. */
  sessionsMax: 32,
} as const;

/** Who is signed in. */
type Person = Exclude<AuditNoted['who'], {kind: 'nobody'}>;

export interface ConsoleSession {
  readonly person: Person;
  readonly role: Role;
  readonly name: string;
  /** Monotonic. */
  readonly idleUntilMs: number;
  readonly wholeUntilMs: number;
}

interface Kept extends ConsoleSession {
  /** The PIN as it was kept then: another one ends what was begun with the old. */
  readonly pinHash: string | undefined;
}

/**
 * Who is signed in at the console, by the digest of what their cookie says. In memory only: a
 * restart signs everybody out. An operator who was removed, has another role or another PIN is
 * signed out with the next request.
 */
export class ConsoleSessions {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #operators: () => readonly Operator[];
  readonly #sessions = new Map<string, Kept>();

  constructor(parts: {
    readonly clock: Clock;
    readonly random: Random;
    readonly operators: () => readonly Operator[];
  }) {
    this.#clock = parts.clock;
    this.#random = parts.random;
    this.#operators = parts.operators;
  }

  /** Answers what the cookie is to say; nobody can ask for it again. */
  open(who: Operator | 'hubCode'): string {
    for (const [name, session] of this.#sessions) if (this.#isOver(session)) this.#drop(name);
    const [oldest] = this.#sessions.keys();
    if (this.#sessions.size >= SESSION_LIMITS.sessionsMax && oldest) this.#drop(oldest);
    const token = toBase64Url(this.#random.bytes(32));
    const nowMs = this.#clock.monotonicMs();
    const until = {
      idleUntilMs: nowMs + SESSION_LIMITS.idleMs,
      wholeUntilMs: nowMs + SESSION_LIMITS.wholeMs,
    };
    this.#sessions.set(digestOf(token), {...describe(who), ...until});
    return token;
  }

  /** `deliberate`: somebody did something, so the time without an act begins anew. */
  find(token: string, {deliberate}: {readonly deliberate: boolean}): ConsoleSession | undefined {
    const name = digestOf(token);
    const kept = this.#sessions.get(name);
    if (!kept) return undefined;
    if (this.#isOver(kept)) {
      this.#drop(name);
      return undefined;
    }
    if (!deliberate) return kept;
    const next = {...kept, idleUntilMs: this.#clock.monotonicMs() + SESSION_LIMITS.idleMs};
    this.#sessions.set(name, next);
    return next;
  }

  close(token: string): void {
    this.#drop(digestOf(token));
  }

  /** Until it ends by itself, where nothing is done. */
  leftMs({idleUntilMs, wholeUntilMs}: ConsoleSession): number {
    return Math.max(0, Math.min(idleUntilMs, wholeUntilMs) - this.#clock.monotonicMs());
  }

  #isOver(session: Kept): boolean {
    if (this.leftMs(session) === 0) return true;
    const {person, role, pinHash} = session;
    if (person.kind === 'hubCode') return false;
    const now = this.#operators().find(({operatorId}) => operatorId === person.operatorId);
    return now?.role !== role || now.pin.hash !== pinHash;
  }

  #drop(name: string): void {
    this.#sessions.delete(name);
  }
}

function describe(who: Operator | 'hubCode'): Pick<Kept, 'person' | 'role' | 'name' | 'pinHash'> {
  if (who === 'hubCode') {
    return {person: {kind: 'hubCode'}, role: 'manager', name: '', pinHash: undefined};
  }
  const {operatorId, role, name, pin} = who;
  return {person: {kind: 'operator', operatorId, role}, role, name, pinHash: pin.hash};
}

/** So that a copy of the hub's memory is no copy of a cookie. */
function digestOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
