/** Data goes to standard output, and nothing else does. */
export function printLine(text: string): void {
  process.stdout.write(`${text}\n`);
}

export function printJson(value: unknown): void {
  printLine(JSON.stringify(value));
}

/** Progress and notes go to standard error. */
export function note(text: string): void {
  process.stderr.write(`${text}\n`);
}
