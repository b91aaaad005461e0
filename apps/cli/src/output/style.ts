import {styleText} from 'node:util';

export type Look = 'good' | 'warn' | 'bad' | 'busy' | 'dim' | 'bold';

const LOOKS = {
  good: 'green',
  warn: 'yellow',
  bad: 'red',
  busy: 'cyan',
  dim: 'dim',
  bold: 'bold',
} as const;

/**
 * Colour only where a person looks at a terminal that has it, and always beside a symbol or a word.
 */
export function inColour(
  stream: NodeJS.WriteStream,
  env: NodeJS.ProcessEnv = process.env,
): boolean {
  return stream.isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
}

export type Paint = (look: Look, text: string) => string;

export function painter(coloured: boolean): Paint {
  return (look, text) => (coloured ? styleText(LOOKS[look], text, {validateStream: false}) : text);
}
