import {createInterface} from 'node:readline';
import {Fault} from '@holdfast/std';
import {note} from '../output/print.ts';

/** The most that anybody types or pipes into one question. */
const LENGTH_MAX = 4_096;

/**
 * One line of standard input: typed after `question`, or piped in. For what must not stand among
 * the arguments of a process, where every user of the machine can read it.
 *
 * Throws `config/invalid` for `key` when standard input ends without one.
 */
export async function readLine(
  asked: {readonly question: string; readonly key: string},
  input: NodeJS.ReadStream = process.stdin,
): Promise<string> {
  if (input.isTTY) note(asked.question);
  const lines = createInterface({input, terminal: false});
  try {
    for await (const line of lines) {
      if (line.length <= LENGTH_MAX) return line;
      break;
    }
  } finally {
    lines.close();
    input.destroy(); // whoever holds the other end is not kept waiting
  }
  throw new Fault('config/invalid', {key: asked.key, reason: 'nothing came by standard input'});
}

/** What stands for "by standard input" in place of a value. */
const BY_STDIN = '-';

/** The value of an option, or the line of standard input that `-` stands for. */
export async function valueOrLine(
  value: string,
  asked: {readonly question: string; readonly key: string},
): Promise<string> {
  return value === BY_STDIN ? readLine(asked) : value;
}
