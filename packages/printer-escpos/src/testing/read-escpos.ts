/** What a printer would have done with the bytes it was sent. */
export interface ReadPaper {
  /** Lines as they stand on the paper, and in brackets what is no text. */
  readonly lines: readonly string[];
  /** The commands, each by its name in the printer's manual. */
  readonly commands: readonly string[];
  readonly qrCodes: readonly string[];
  /** Pulses to the drawer: the pin of each. */
  readonly kicks: readonly number[];
}

const PAGES: Readonly<Record<number, string>> = {16: 'windows-1252'};

/**
 * Reads ESC/POS as a printer does, by the manual and by nothing of ours: letters are decoded by the
 * platform (ICU). Throws where a printer would print rubbish: at a command it does not know, at
 * half a character, at a control character in a text. For tests.
 */
export function readEscpos(bytes: Uint8Array): ReadPaper {
  const lines: string[] = [];
  const commands: string[] = [];
  const qrCodes: string[] = [];
  const kicks: number[] = [];
  let at = 0;
  let page = 'windows-1252';
  let text: number[] = [];
  let qr = '';
  const byte = () => {
    const value = bytes[at];
    if (value === undefined) throw new Error('the bytes end inside a command');
    at += 1;
    return value;
  };
  const take = (count: number) => Array.from({length: count}, byte);
  const decoded = () => new TextDecoder(page, {fatal: true}).decode(Uint8Array.from(text));
  const flush = () => {
    if (text.length > 0) throw new Error(`text before a command that begins a line: ${decoded()}`);
  };
  const escapeCommands: Readonly<Record<string, () => void>> = {
    '@': () => {
      page = 'windows-1252';
    },
    a: () => take(1),
    E: () => take(1),
    t: () => {
      const number = byte();
      const known = PAGES[number];
      if (known === undefined) throw new Error(`code page ${number}`);
      page = known;
    },
    p: () => {
      const [pin = 0] = take(3);
      kicks.push(pin === 0 ? 2 : 5);
    },
  };
  const group: Readonly<Record<string, () => void>> = {
    '!': () => take(1),
    B: () => take(1),
    h: () => take(1),
    w: () => take(1),
    H: () => take(1),
    V: () => {
      take(2);
      lines.push('[cut]');
    },
    k: () => {
      const [kind, length = 0] = take(2);
      if (kind !== 73) throw new Error(`bar code of kind ${kind}`);
      lines.push(`[bars ${String.fromCharCode(...take(length)).replace('{B', '')}]`);
    },
    v: () => {
      const [, , widthLow = 0, widthHigh = 0, low = 0, high = 0] = take(6);
      const rows = low + 256 * high;
      take((widthLow + 256 * widthHigh) * rows);
      lines.push(`[picture of ${8 * (widthLow + 256 * widthHigh)} by ${rows}]`);
    },
    r: () => take(1),
    '(': () => {
      const [name = 0, low = 0, high = 0] = take(3);
      const body = take(low + 256 * high);
      if (name !== 0x6b) throw new Error(`GS ( ${String.fromCharCode(name)}`);
      if (body[1] === 0x50) qr = String.fromCharCode(...body.slice(3));
      if (body[1] === 0x51) {
        qrCodes.push(qr);
        lines.push('[qr]');
      }
    },
  };
  const field: Readonly<Record<string, () => void>> = {
    '&': () => {
      page = 'gb18030';
    },
    '.': () => {
      page = 'windows-1252';
    },
    '(': () => {
      const [name = 0, low = 0, high = 0] = take(3);
      const [fn, encoding] = take(low + 256 * high);
      if (name !== 0x43 || fn !== 0x30 || encoding !== 2) throw new Error('FS ( C');
      page = 'utf-8';
    },
  };
  const families = {27: ['ESC', escapeCommands], 29: ['GS', group], 28: ['FS', field]} as const;
  while (at < bytes.length) {
    const lead = byte();
    const family = lead === 27 || lead === 28 || lead === 29 ? families[lead] : undefined;
    if (family) {
      const [name, known] = family;
      const letter = String.fromCharCode(byte());
      const obey = known[letter];
      if (!obey) throw new Error(`${name} ${letter} is not a command`);
      commands.push(`${name} ${letter}`);
      if (letter === '@' || letter === 'V') flush();
      obey();
    } else if (lead === 10) {
      if (text.length > 0) lines.push(decoded());
      text = [];
    } else if (lead < 32 || lead === 127) {
      throw new Error(`control character ${lead} in a text`);
    } else text.push(lead);
  }
  flush();
  return {lines, commands, qrCodes, kicks};
}
