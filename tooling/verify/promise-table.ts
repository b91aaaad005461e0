/** A row of a table *promise · command · what it prints*. */
export interface PromiseRow {
  readonly row: string;
  readonly promise: string;
  /** A shell line. */
  readonly command: string;
  /** What it ends with: 0, unless what it prints names another. */
  readonly exitCode: number;
}

/** The rows of a paper's promise tables that name a command. A `\|` in a cell is a `|`. */
export function promisesOf(paper: string): PromiseRow[] {
  return paper.split('\n').flatMap(row => {
    const [, promise = '', said = '', prints = ''] = row
      .split(/(?<!\\)\|/)
      .map(cell => cell.trim().replaceAll('\\|', '|'));
    const command = /^`([^`]+)`$/.exec(said)?.[1];
    if (command === undefined) return [];
    const exitCode = Number(/exit code (\d+)/.exec(prints)?.[1] ?? 0);
    return [{row, promise, command, exitCode}];
  });
}
