/**
 * Our mistake: an invariant is broken. Nobody recovers from it; the process dies and is started
 * again.
 */
export class Defect extends Error {
  override readonly name = 'Defect';
}

/**
 * States an invariant, positively. Left on in production: a wrong ledger is worse than a stopped
 * one.
 */
export function assert(condition: unknown, invariant: string): asserts condition {
  if (!condition) throw new Defect(invariant);
}

/** For the end of a `switch` over a union: a new member does not compile until it is decided. */
export function unreachable(value: never): never {
  throw new Defect(`every case is decided; met ${JSON.stringify(value)}`);
}
