import type {Page} from '@holdfast/fleet';
import {utf8Encode} from '@holdfast/std';

/** Lines and the cursor after the last of them; `undefined` at the end. */
export interface LinesPage {
  readonly lines: readonly string[];
  readonly cursor: number;
}

const PAGE_LINES = 256;

/**
 * One JSON text a line, page by page, as fast as the reader reads and no faster. Each page is read
 * when it is asked for; a reader that stops in the middle goes on from the cursor of its last whole
 * line.
 */
export function linesStream(
  wanted: Page,
  readPage: (page: Page) => Promise<LinesPage | undefined>,
): ReadableStream<Uint8Array> {
  let {after, limit} = wanted;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const page =
          limit > 0 ? await readPage({after, limit: Math.min(limit, PAGE_LINES)}) : undefined;
        if (!page || page.lines.length === 0) {
          controller.close();
          return;
        }
        after = page.cursor;
        limit -= page.lines.length;
        controller.enqueue(utf8Encode(`${page.lines.join('\n')}\n`));
      },
    },
    {highWaterMark: 1},
  );
}
