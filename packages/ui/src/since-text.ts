import type {Language} from '@holdfast/messages';

/** `12:04` on this machine's wall clock. */
function timeText(wallMs: number, language: Language): string {
  return new Intl.DateTimeFormat(language, {hour: '2-digit', minute: '2-digit', hour12: false})
    .format(wallMs)
    .replace(/^24/, '00');
}

/** `12:04` today; with its date on any other day. */
export function sinceText(
  wallMs: number,
  {language, nowMs}: {readonly language: Language; readonly nowMs: number},
): string {
  const sameDay = new Date(wallMs).toDateString() === new Date(nowMs).toDateString();
  if (sameDay) return timeText(wallMs, language);
  const day = new Intl.DateTimeFormat(language, {month: 'short', day: 'numeric'}).format(wallMs);
  return `${day} ${timeText(wallMs, language)}`;
}
