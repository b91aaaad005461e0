import {type HubStatus, hexGroups} from '@holdfast/hub/client';
import {plain} from './plain.ts';
import type {Paint} from './style.ts';
import {dayText} from './time-text.ts';

const WORDS_A_LINE = 4;
const GROUPS_A_LINE = 8;

/** What somebody holds beside another screen: the words, then every digit. */
export function authorityLines(authority: HubStatus['authority'], paint: Paint): string[] {
  const {words, sha256, notAfterMs, leafNotAfterMs, origin, site} = authority;
  const width = Math.max(...words.map(word => word.length)) + 2;
  const numbered = words.map((word, at) => `${paint('dim', `${at + 1}`)} ${word.padEnd(width)}`);
  return [
    'The store’s certificate authority. The same words must stand on the other screen:',
    '',
    ...rows(numbered, WORDS_A_LINE).map(row => `  ${row.join('').trimEnd()}`),
    '',
    'SHA-256, as systems and browsers show it:',
    ...rows(hexGroups(sha256), GROUPS_A_LINE).map(row => `  ${row.join(' ')}`),
    '',
    `Good until ${dayText(notAfterMs)}; this hub’s own certificate until ${dayText(leafNotAfterMs)}.`,
    site.port > 0
      ? `Handed out by plain HTTP on port ${site.port} of this hub.`
      : paint('warn', `▲ Not handed out: ${plain(site.problem)}`),
    `Devices that trust it open ${plain(origin)}`,
  ];
}

function rows<T>(items: readonly T[], length: number): T[][] {
  const count = Math.ceil(items.length / length);
  return Array.from({length: count}, (_, at) => items.slice(at * length, (at + 1) * length));
}
