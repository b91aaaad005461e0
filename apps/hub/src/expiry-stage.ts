const DAY_MS = 86_400_000;

/** How many days ahead of its end a certificate is told about, the first one first. */
const STAGES = [60, 30, 7, 0] as const;
export type ExpiryStage = (typeof STAGES)[number];

/**
 * The last of 60, 30, 7 and 0 days ahead of its end that has come; `undefined` before the first.
 */
export function expiryStage(notAfterMs: number, nowMs: number): ExpiryStage | undefined {
  const leftMs = notAfterMs - nowMs;
  return STAGES.findLast(days => leftMs <= days * DAY_MS);
}
