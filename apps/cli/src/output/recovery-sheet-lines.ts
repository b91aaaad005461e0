import {plain} from './plain.ts';
import {qrLines} from './qr-code.ts';
import {dateTimeText} from './time-text.ts';

/** Everything that stands on the paper. */
export interface PrintedSheet {
  readonly words: readonly string[];
  readonly printedAtMs: number;
  readonly hubId: string;
  readonly store: {readonly id: string; readonly name: string};
}

const WORDS_A_LINE = 4;
const WORD_LETTERS_MAX = 8;

/** The sheet for a terminal, or for a printer that knows text only. */
export function recoverySheetLines(sheet: PrintedSheet, coloured: boolean): string[] {
  const {words, printedAtMs, hubId, store} = sheet;
  const numbered = words.map(
    (word, at) => `${String(at + 1).padStart(2)} ${word.padEnd(WORD_LETTERS_MAX)}`,
  );
  const rows = Array.from({length: Math.ceil(words.length / WORDS_A_LINE)}, (_, at) =>
    numbered.slice(at * WORDS_A_LINE, (at + 1) * WORDS_A_LINE),
  );
  return [
    `RECOVERY SHEET · ${plain(store.name)}, store ${store.id}`,
    `Drawn ${dateTimeText(printedAtMs)} by hub ${hubId.slice(0, 8)}. It is not kept anywhere else.`,
    '',
    ...rows.map(row => `  ${row.join('  ').trimEnd()}`),
    '',
    ...qrLines(words.join(' '), coloured),
    '',
    'Whoever has these words can speak for this store. Lock the sheet away, outside of the store.',
  ];
}
