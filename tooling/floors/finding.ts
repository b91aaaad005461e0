/** One thing a check does not accept: where, by which rule, and what to do instead. */
export interface Finding {
  readonly rule: string;
  /** From the root of the repository: `packages/std/src/index.ts`. */
  readonly file: string;
  /** From 1. Findings about a whole file or package stand on line 1. */
  readonly line: number;
  readonly message: string;
}

/** In the order a reader walks the tree; the same findings always print the same. */
export function sortFindings(findings: readonly Finding[]): Finding[] {
  return [...findings].sort(
    (a, b) =>
      a.file.localeCompare(b.file, 'en') || a.line - b.line || a.rule.localeCompare(b.rule, 'en'),
  );
}

/** `path:line rule: message`, which editors and terminals turn into a link. */
export function formatFinding({file, line, rule, message}: Finding): string {
  return `${file}:${line} ${rule}: ${message}`;
}
