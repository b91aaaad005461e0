/** What is wrong with files that were opened again, by the invariant it breaks. */
export interface Trouble {
  /**
   * `lossNamed`: the ledger says that its end is lost. `fault`: the files are refused by name. Both
   * are wrong where nothing was damaged, and right where something was.
   */
  readonly invariant: 'I1' | 'I4' | 'I10' | 'lossNamed' | 'fault' | 'defect';
  readonly at: string;
  readonly detail: string;
}

/** What a program said it had acknowledged: hashes by position or sequence. */
export type Acks = ReadonlyMap<number, string>;

export function acksIn(said: readonly string[]): Map<number, string> {
  const lines = said.join('').split('\n');
  return new Map(
    lines.flatMap(line => {
      const [, number, hash] = /^(\d+) ([0-9a-f]{64})$/.exec(line) ?? [];
      return number && hash ? [[Number(number), hash] as const] : [];
    }),
  );
}
