import {create} from 'qrcode';

/** Light modules that a reader wants to see around the code (ISO/IEC 18004, 9.1). */
const QUIET = 4;
const BLACK_ON_WHITE = '\u001b[30;107m';
const RESET = '\u001b[0m';

/**
 * A QR code for a terminal, two modules a character. With colour it is black on white whatever the
 * terminal's own colours are; without, light modules are drawn, as if the terminal were dark.
 */
export function qrLines(text: string, coloured: boolean): string[] {
  const {modules} = create(text, {errorCorrectionLevel: 'L'});
  const isDark = (x: number, y: number) => {
    const inside = x >= 0 && y >= 0 && x < modules.size && y < modules.size;
    return inside && modules.get(y, x) === 1;
  };
  const isDrawn = (x: number, y: number) => isDark(x, y) === coloured;
  const lines: string[] = [];
  for (let y = -QUIET; y < modules.size + QUIET; y += 2) {
    let line = '';
    for (let x = -QUIET; x < modules.size + QUIET; x++) {
      const halves = Number(isDrawn(x, y)) * 2 + Number(isDrawn(x, y + 1));
      line += [' ', '▄', '▀', '█'][halves];
    }
    lines.push(coloured ? BLACK_ON_WHITE + line + RESET : line);
  }
  return lines;
}
