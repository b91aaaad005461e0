const EVERY_MS = 100;

/**
 * Looks every 100 ms, so often and no more; fails naming what did not happen, and why the last look
 * saw nothing. A look that fails has not seen it: who is asked may be dead just now.
 */
export async function soon(
  what: string,
  happened: () => Promise<boolean>,
  looksMax = 400,
): Promise<void> {
  let failure: unknown;
  for (let looks = 0; looks < looksMax; looks++) {
    try {
      if (await happened()) return;
      failure = undefined;
    } catch (error) {
      failure = error;
    }
    await new Promise(resolve => setTimeout(resolve, EVERY_MS));
  }
  throw new Error(`in ${looksMax} looks this did not happen: ${what}`, {cause: failure});
}
