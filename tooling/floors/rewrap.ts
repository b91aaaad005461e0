import {type Comment, parseSource} from './syntax.ts';

interface Block {
  /** What every line of it begins with: `   * ` or `  // `. */
  readonly prefix: string;
  /** Index of its first and last line, which are all comment. */
  readonly first: number;
  readonly last: number;
}

/**
 * Fills the paragraphs of comments that are wider than `columnsMax`, as the formatter does not.
 * Paragraphs that fit stay as they are; so do drawings, tables, examples and comments behind code.
 */
export function rewrapComments(file: string, text: string, columnsMax: number): string {
  if (text.split('\n').every(line => line.length <= columnsMax)) return text;
  const opened = openWideBlocks(file, text, columnsMax);
  const lines = opened.split('\n');
  // From the last to the first, so that earlier indexes stay true.
  for (const block of blocksOf(opened, parseSource(file, opened).comments).reverse()) {
    const count = block.last - block.first + 1;
    const words = lines
      .slice(block.first, block.last + 1)
      .map(line => line.slice(block.prefix.length).trimEnd());
    lines.splice(block.first, count, ...rewrapBlock(words, block.prefix, columnsMax));
  }
  return lines.join('\n');
}

/** `/** a sentence that is too long *` + `/` on one line becomes a block of three. */
function openWideBlocks(file: string, text: string, columnsMax: number): string {
  let opened = text;
  for (const {start, end} of [...parseSource(file, text).comments].reverse()) {
    const from = text.lastIndexOf('\n', start) + 1;
    const indent = text.slice(from, start);
    const comment = text.slice(start, end);
    const alone = /^\s*$/.test(indent) && (text[end] === '\n' || end === text.length);
    if (!alone || !/^\/\*\* .*\*\/$/.test(comment) || end - from <= columnsMax) continue;
    const sentence = comment.slice(4, -2).trim();
    const block = `/**\n${indent} * ${sentence}\n${indent} */`;
    opened = opened.slice(0, start) + block + opened.slice(end);
  }
  return opened;
}

function blocksOf(text: string, comments: readonly Comment[]): Block[] {
  const blocks: Block[] = [];
  for (const {type, start, end} of comments) {
    const indent = text.slice(text.lastIndexOf('\n', start) + 1, start);
    if (!/^ *$/.test(indent)) continue;
    const first = text.slice(0, start).split('\n').length - 1;
    const body = text.slice(start, end).split('\n');
    if (type === 'Block') {
      const prefix = `${indent} * `;
      const inner = body.slice(1, -1);
      const plain = inner.every(line => line.startsWith(prefix) || line === prefix.trimEnd());
      if (body[0] !== '/**' || inner.length === 0 || !plain) continue;
      blocks.push({prefix, first: first + 1, last: first + inner.length});
    } else {
      const prefix = `${indent}// `;
      const above = blocks.at(-1);
      if (!body[0]?.startsWith('// ')) continue;
      if (above?.prefix === prefix && above.last === first - 1) {
        blocks[blocks.length - 1] = {...above, last: first};
      } else {
        blocks.push({prefix, first, last: first});
      }
    }
  }
  return blocks;
}

/** Lines with a shape of their own: drawings, tables, code, anything set out by spaces. */
const SHAPED = /^\s|^\||^```|\S {2,}\S|[─│┌┐└┘├┤▶◀▲▼►◄]|^$/;
/** Lines that begin a paragraph of their own. */
const MARKED = /^([-*•] |\d+[.)] |@\w+)/;

function rewrapBlock(lines: readonly string[], prefix: string, columnsMax: number): string[] {
  const rewrapped: string[] = [];
  let fenced = false;
  let paragraph: string[] = [];
  const width = columnsMax - prefix.length;
  const close = () => {
    const wide = paragraph.some(line => line.length > width);
    rewrapped.push(...(wide ? fill(paragraph, width) : paragraph));
    paragraph = [];
  };
  for (const line of lines) {
    if (line.startsWith('```')) fenced = !fenced;
    const shaped = fenced || SHAPED.test(line);
    if (shaped || MARKED.test(line) || brokenOnPurpose(paragraph.at(-1), line, width)) close();
    if (shaped) rewrapped.push(line);
    else paragraph.push(line);
  }
  close();
  return rewrapped.map(line => `${prefix}${line}`.trimEnd());
}

/** The next word had room and was not put there: the writer began a line of its own. */
function brokenOnPurpose(above: string | undefined, line: string, width: number): boolean {
  const [word = ''] = line.split(' ');
  return above !== undefined && above.length + 1 + word.length <= width;
}

function fill(paragraph: readonly string[], width: number): string[] {
  const filled: string[] = [];
  let line = '';
  // A list item's next lines stand under its words.
  const hang = /^([-*•]|\d+[.)]) /.exec(paragraph[0] ?? '')?.[0].length ?? 0;
  for (const word of paragraph.join(' ').split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (longer.length > width && line !== '') {
      filled.push(line);
      line = ' '.repeat(hang) + word;
    } else {
      line = longer;
    }
  }
  return [...filled, line];
}
