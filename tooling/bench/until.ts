const LOOK_MS = 20;
const PATIENCE_MS = 300_000;

/** Looks every 20 ms. Throws after five minutes: a bench that hangs tells nothing. */
export async function until(
  subject: string,
  done: () => boolean | Promise<boolean>,
): Promise<void> {
  const endMs = performance.now() + PATIENCE_MS;
  while (!(await done())) {
    if (performance.now() > endMs) throw new Error(`waited too long until ${subject}`);
    await new Promise(resolve => setTimeout(resolve, LOOK_MS));
  }
}
