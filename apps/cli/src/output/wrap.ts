import {textWidth} from './plain.ts';

/**
 * A sentence in lines of at most `width` columns, the first and the others with what begins them.
 */
export function wrap(
  text: string,
  {width, first, others}: {readonly width: number; readonly first: string; readonly others: string},
): string[] {
  const lines: string[] = [];
  let line = first;
  let empty = true;
  for (const word of text.split(' ')) {
    if (!empty && textWidth(line) + 1 + textWidth(word) > width) {
      lines.push(line);
      line = others + word;
    } else line += empty ? word : ` ${word}`;
    empty = false;
  }
  return [...lines, line];
}
