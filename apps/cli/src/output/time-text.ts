const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** `3 s`, `12 min`, `3 h 10 min`, `2 d 4 h`: as exact as anybody wants to read it. */
export function durationText(durationMs: number): string {
  const whole = (unitMs: number) => Math.floor(durationMs / unitMs);
  const rest = (text: string, count: number) => (count > 0 ? ` ${count} ${text}` : '');
  if (durationMs >= DAY_MS) return `${whole(DAY_MS)} d${rest('h', whole(HOUR_MS) % 24)}`;
  if (durationMs >= HOUR_MS) return `${whole(HOUR_MS)} h${rest('min', whole(MINUTE_MS) % 60)}`;
  if (durationMs >= MINUTE_MS) return `${whole(MINUTE_MS)} min`;
  if (durationMs >= 1_000) return `${whole(1_000)} s`;
  return `${Math.max(0, Math.round(durationMs))} ms`;
}

/** `12:04:31` of this machine's day. */
export function clockText(wallMs: number): string {
  return new Date(wallMs).toTimeString().slice(0, 8);
}

/** `12:04` today; with its date on any other day. */
export function sinceText(wallMs: number, nowMs: number): string {
  const clock = clockText(wallMs).slice(0, 5);
  const day = dayText(wallMs);
  return day === dayText(nowMs) ? clock : `${day} ${clock}`;
}

/** `2026-03-14 12:04:31`. */
export function dateTimeText(wallMs: number): string {
  return `${dayText(wallMs)} ${clockText(wallMs)}`;
}

/** `2026-03-14`. */
export function dayText(wallMs: number): string {
  const date = new Date(wallMs);
  const two = (number: number) => String(number).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
