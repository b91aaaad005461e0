/**
 * A picture that is drawn over itself on a terminal. Elsewhere each picture follows the last, after
 * a blank line, so that what is kept in a file can be read.
 */
export class Redrawn {
  readonly #stream: NodeJS.WriteStream;
  #drawn: number | undefined;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  draw(lines: readonly string[]): void {
    const stream = this.#stream;
    if (!stream.isTTY) {
      stream.write(`${this.#drawn === undefined ? '' : '\n'}${lines.join('\n')}\n`);
      this.#drawn = lines.length;
      return;
    }
    // What does not fit would scroll, and could not be drawn over; the top says the most.
    const shown = lines.slice(0, Math.max(1, stream.rows - 1));
    const up = this.#drawn ? `\u001b[${this.#drawn}A` : '';
    const wrapOff = '\u001b[?7l';
    const wrapOn = '\u001b[?7h';
    const rows = shown.map(line => `\u001b[2K${line}\n`).join('');
    stream.write(`${wrapOff}${up}\r${rows}\u001b[J${wrapOn}`);
    this.#drawn = shown.length;
  }

  /** Leaves the last picture where it is, and the ^C that the terminal echoed below it alone. */
  end(): void {
    if (this.#drawn !== undefined && this.#stream.isTTY) this.#stream.write('\n');
    this.#drawn = undefined;
  }
}
