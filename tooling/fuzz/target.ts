import {type Bytes, equalBytes, isFault, type Parsed} from '@holdfast/std';

/** `value`: it was understood; `refused`: by name. Anything thrown beside a fault is a bug. */
export type Verdict = 'value' | 'refused';

/** One decoder under fire. Throws what no caller of it is told to expect. */
export interface Target {
  readonly name: string;
  /** Its folder of the corpus; its own name by default. */
  readonly corpus?: string;
  /** `whole` is one of the corpus, as it was. */
  run(bytes: Buffer, whole: Buffer): Verdict | Promise<Verdict>;
}

export function textOf(bytes: Buffer): string {
  return bytes.toString('utf8');
}

export function of(parsed: Parsed<unknown>): Verdict {
  return parsed.ok ? 'value' : 'refused';
}

export async function faulty(decode: () => unknown): Promise<Verdict> {
  try {
    await decode();
    return 'value';
  } catch (error) {
    if (isFault(error)) return 'refused';
    throw error;
  }
}

/** What is accepted has one encoding: the one that came. */
export async function same(bytes: Buffer, recode: () => Bytes): Promise<Verdict> {
  return await faulty(() => {
    if (!equalBytes(recode(), bytes)) throw new Error('encoded again it is other bytes');
  });
}

/** What was understood is written in our own words, and those mean the same. */
export function reread<T>(
  text: string,
  by: {parse(text: string): Parsed<T>; format(value: T): string},
): Verdict {
  const first = by.parse(text);
  if (!first.ok) return 'refused';
  const second = by.parse(by.format(first.value));
  if (!second.ok) throw new Error(`its own words are refused: ${second.issue.reason}`);
  if (JSON.stringify(second.value) !== JSON.stringify(first.value)) {
    throw new Error('its own words mean something else');
  }
  return 'value';
}
