import {
  calendarDate,
  dayNumber,
  formatCalendarDate,
  type ZonedDateTime,
  zonedDateTimeSchema,
} from '@holdfast/domain';
import {assert} from '@holdfast/std';
import type {LocalDateTime} from './local-date-time.ts';

const FIXED = /^(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d)$/;
const DAY_MS = 86_400_000;

/**
 * Puts the zone to what a wall clock showed. Zones are IANA names (`Europe/London`) or fixed
 * offsets (`+08:00`). A time that a clock shows twice, in autumn, is taken as the earlier; one it
 * skips, in spring, keeps its text and takes the offset from before the jump.
 */
export class TimeZone {
  readonly #offsetAt: (instantMs: number) => string;
  /** One answer for ten minutes: no zone of our days changes within them. */
  readonly #offsets = new Map<string, string>();

  /** Throws a RangeError for a zone that the platform does not know: see {@link isTimeZone}. */
  constructor(name: string) {
    if (FIXED.test(name)) {
      this.#offsetAt = () => name;
      return;
    }
    const format = new Intl.DateTimeFormat('en-US', {timeZone: name, timeZoneName: 'longOffset'});
    this.#offsetAt = instantMs => {
      const part = format.formatToParts(instantMs).find(({type}) => type === 'timeZoneName');
      return /[+-]\d{2}:\d{2}/.exec(part?.value ?? '')?.[0] ?? 'Z';
    };
  }

  zoned(local: LocalDateTime): ZonedDateTime {
    const shown =
      local.offset === undefined ? local : this.#shownAt(utcMs(local) - offsetMs(local.offset));
    const offset = shown.offset ?? this.#offsetOf(shown);
    return zonedDateTimeSchema.parse(`${shown.date}T${shown.time}${offset}`);
  }

  /**
   * The moment `seconds` after a wall clock showed `start`: across a change of clocks, real seconds
   * count.
   */
  zonedAfter(start: LocalDateTime, seconds: number): ZonedDateTime {
    const startMs = utcMs(start) - offsetMs(this.#offsetOf(start));
    return this.zoned(this.#shownAt(startMs + seconds * 1000));
  }

  /** What the shop's own clock shows, with the offset it has then. */
  #shownAt(instantMs: number): LocalDateTime {
    const offset = this.#offsetAt(instantMs);
    return {...localDateTime(instantMs + offsetMs(offset)), offset};
  }

  #offsetOf(local: LocalDateTime): string {
    const tenMinutes = `${local.date}T${local.time.slice(0, 4)}`;
    const known = this.#offsets.get(tenMinutes);
    if (known !== undefined) return known;
    const asUtcMs = utcMs(local);
    // The offset of the day before holds until the clocks change; after that, the new one ties and
    // the old does not.
    const before = this.#offsetAt(asUtcMs - DAY_MS);
    const after = this.#offsetAt(asUtcMs + DAY_MS);
    const ties = [before, after].find(
      offset => this.#offsetAt(asUtcMs - offsetMs(offset)) === offset,
    );
    const offset = ties ?? before;
    this.#offsets.set(tenMinutes, offset);
    return offset;
  }
}

export function isTimeZone(name: string): boolean {
  try {
    new TimeZone(name);
    return true;
  } catch {
    return false;
  }
}

/** Milliseconds since 1970 if the local time were UTC. */
function utcMs({date, time}: LocalDateTime): number {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  const [hour = 0, minute = 0, second = 0] = time.split(':').map(Number);
  return dayNumber({year, month, day}) * DAY_MS + ((hour * 60 + minute) * 60 + second) * 1000;
}

/** The inverse of {@link utcMs}. */
function localDateTime(ms: number): LocalDateTime {
  const days = Math.floor(ms / DAY_MS);
  const seconds = Math.floor((ms - days * DAY_MS) / 1000);
  const date = formatCalendarDate(calendarDate(days));
  assert(date, 'a day of the calendar can be written');
  const time = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
    .map(part => String(part).padStart(2, '0'))
    .join(':');
  return {date, time};
}

function offsetMs(offset: string): number {
  if (offset === 'Z') return 0;
  const [hours = 0, minutes = 0] = offset.slice(1).split(':').map(Number);
  return (offset.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}
