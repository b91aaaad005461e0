import {Fault} from '@holdfast/std';

/** A page that was just reloaded may find its own lock still held for a moment. */
const WAIT_MS = 2_000;

export interface WriterLock {
  /** Resolves once the next one may have it. Idempotent. */
  release(): Promise<void>;
}

/**
 * Makes this tab the only one, of all windows of this browser, to hold the journal of this name. A
 * tab that dies lets go of it.
 *
 * Throws `database/in-use` when another tab has it. `onStolen` is told if someone takes it away:
 * the Web Locks API lets any script of the same origin do that.
 */
export async function takeWriterLock({
  locks,
  name,
  waitMs = WAIT_MS,
  onStolen,
}: {
  readonly locks: LockManager;
  readonly name: string;
  readonly waitMs?: number | undefined;
  readonly onStolen: () => void;
}): Promise<WriterLock> {
  const granted = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  let held = false;
  const over = locks
    .request(name, {signal: AbortSignal.timeout(waitMs)}, () => {
      held = true;
      granted.resolve();
      return released.promise;
    })
    .catch((cause: unknown) => {
      if (held) onStolen();
      else granted.reject(new Fault('database/in-use', {name, by: 'another tab'}, {cause}));
    });
  await granted.promise;
  return {
    release: async () => {
      released.resolve();
      await over;
    },
  };
}
