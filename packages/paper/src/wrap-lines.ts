import type {PaperEncoding} from '@holdfast/wire';
import {cellsOf, widthOf} from './paper-text.ts';

/**
 * A text in lines of at most so many columns, one at least: broken between words, and inside a word
 * only where that alone is wider than a line. Chinese breaks between any two characters.
 */
export function wrapLines(
  text: string,
  {columns, encoding}: {readonly columns: number; readonly encoding: PaperEncoding},
): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of wordsOf(text)) {
    if (widthOf(line + word.trimEnd(), encoding) <= columns) {
      line += word;
      continue;
    }
    if (line.trim() !== '') lines.push(line.trimEnd());
    line = '';
    for (const letter of word) {
      if (widthOf(line, encoding) + cellsOf(letter, encoding) > columns) {
        lines.push(line.trimEnd());
        line = letter === ' ' ? '' : letter;
      } else line += letter;
    }
  }
  const last = line.trimEnd();
  if (last !== '' || lines.length === 0) lines.push(last);
  return lines;
}

const ALONE = '\u2e80-\u9fff\uac00-\ud7a3\uff00-\uffe6';
const WORDS = new RegExp(`[${ALONE}] *|[^ ${ALONE}]+ *| +`, 'gu');

/** Words with the blanks after them; each character that stands for itself is one. */
function wordsOf(text: string): readonly string[] {
  return text.trimEnd().match(WORDS) ?? [];
}
