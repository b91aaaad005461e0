import type {PrinterProblem} from '@holdfast/wire';

const DLE = 0x10;
const EOT = 0x04;

/** The four questions that a printer answers at once, whatever it is doing: DLE EOT n. */
export const STATUS_QUESTIONS = [1, 2, 3, 4] as const;
export type StatusQuestion = (typeof STATUS_QUESTIONS)[number];

export function statusQuestion(about: StatusQuestion): Uint8Array {
  return Uint8Array.of(DLE, EOT, about);
}

/** GS r 1: answered in its turn, so once all before it has been printed. */
export const PRINTED_QUESTION = Uint8Array.of(0x1d, 0x72, 1);

/** A byte that answers DLE EOT: bits 1 and 4 are set, 0 and 7 are not. */
export function isStatus(byte: number): boolean {
  return (byte & 0x93) === 0x12;
}

/** A byte that answers GS r: bits 4 and 7 are not set. */
export function isPrintedAnswer(byte: number): boolean {
  return (byte & 0x90) === 0;
}

/**
 * What is wrong with a printer that answers so; `undefined` where nothing is. The cover first: with
 * it open, a printer has no paper either.
 */
export function problemIn(
  answers: ReadonlyMap<StatusQuestion, number>,
): PrinterProblem | undefined {
  const [printer = 0, offline = 0, error = 0, paper = 0] = STATUS_QUESTIONS.map(
    about => answers.get(about) ?? 0,
  );
  if (offline & 0x04) return 'cover-open';
  if (offline & 0x20 || paper & 0x60) return 'paper-out';
  if (offline & 0x40 || error & 0x68) return 'faulty';
  return printer & 0x08 ? 'offline' : undefined;
}
