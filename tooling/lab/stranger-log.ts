import * as z from 'zod';
import type {LabProgram} from './lab-program.ts';

const lineSchema = z.object({event: z.string().optional(), text: z.string().optional()});
/** How anybody asks for a WebSocket: path, names and protocol version, and nothing of a till. */
const KNOCK = /^GET [\s\S]*?\r\n\r\n/;

/** What a stranger's server wrote down. */
export class StrangerLog {
  readonly #program: LabProgram;

  constructor(program: LabProgram) {
    this.#program = program;
  }

  /** How often somebody began TLS with it, and was shown its key. */
  get greetings(): number {
    return this.#lines('greeting').length;
  }

  /** How often it was told something; with TLS, decrypted. */
  get heard(): number {
    return this.#lines('heard').length;
  }

  /** What it was told beyond a knock at the door. */
  get toldBytes(): number {
    return this.#lines('heard').reduce(
      (sum, {text = ''}) => sum + text.replace(KNOCK, '').length,
      0,
    );
  }

  #lines(event: string) {
    return this.#program.lines
      .map(line => lineSchema.parse(JSON.parse(line)))
      .filter(line => line.event === event);
  }
}
