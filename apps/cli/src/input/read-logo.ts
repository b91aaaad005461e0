import {readFileSync} from 'node:fs';
import {LOGO_HEIGHT_DOTS_MAX, LOGO_WIDTH_DOTS_MAX, type StoreLogo} from '@holdfast/catalogue';
import {Fault, toBase64Url} from '@holdfast/std';
import {PNG} from 'pngjs';

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');
const BYTES_MAX = 256 * 1024;
/** Where the header says how wide and how high (PNG §11.2.1). */
const WIDTH_AT = 16;
const HEIGHT_AT = 20;
/** Of 255: what is darker is a dot; what lies between black and white is grey. */
const DOT = 128;
const GREY = {from: 48, to: 208} as const;
/** Edges may be smooth; a photograph is no logo. */
const GREY_SHARE_MAX = 0.1;

/**
 * Reads a picture as printers print it: dots, or none. Throws `config/invalid`, which says what is
 * wrong with it. Nothing is unpacked before its size is known.
 */
export function readLogo(file: string): StoreLogo {
  const bytes = fileBytes(file);
  const refuse = (reason: string, cause?: unknown) =>
    new Fault('config/invalid', {key: file, reason}, {cause});
  if (bytes.length > BYTES_MAX) throw refuse(`is larger than ${BYTES_MAX / 1024} KiB`);
  if (bytes.length < HEIGHT_AT + 4 || !bytes.subarray(0, 8).equals(SIGNATURE))
    throw refuse('is not a PNG picture');
  const [width, height] = [bytes.readUInt32BE(WIDTH_AT), bytes.readUInt32BE(HEIGHT_AT)];
  if (width > LOGO_WIDTH_DOTS_MAX || height > LOGO_HEIGHT_DOTS_MAX) {
    const most = `${LOGO_WIDTH_DOTS_MAX} by ${LOGO_HEIGHT_DOTS_MAX}`;
    throw refuse(`is ${width} by ${height} dots; ${most} fit the narrowest paper`);
  }
  let picture: PNG;
  try {
    picture = PNG.sync.read(bytes);
  } catch (cause) {
    throw refuse('is damaged, or a PNG of a kind that cannot be read', cause);
  }
  const levels = levelsOf(picture);
  const grey = levels.filter(level => level > GREY.from && level < GREY.to).length / levels.length;
  if (grey > GREY_SHARE_MAX)
    throw refuse(`is grey in ${Math.round(grey * 100)} % of its dots: make it black and white`);
  if (!levels.some(level => level < DOT)) throw refuse('has no black dot');
  return {...dotsOf({width, height, levels})};
}

function fileBytes(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new Fault('config/invalid', {key: file, reason: 'cannot be read'}, {cause});
  }
}

/** How bright each dot is on white paper. */
function levelsOf({data}: PNG): number[] {
  return Array.from({length: data.length / 4}, (_, at) => {
    const [red = 0, green = 0, blue = 0, opaque = 0] = data.subarray(4 * at, 4 * at + 4);
    const level = 0.299 * red + 0.587 * green + 0.114 * blue;
    return 255 - ((255 - level) * opaque) / 255;
  });
}

function dotsOf(picture: {
  readonly width: number;
  readonly height: number;
  readonly levels: readonly number[];
}): StoreLogo {
  const {width, height, levels} = picture;
  const rowBytes = Math.ceil(width / 8);
  const rows = new Uint8Array(rowBytes * height);
  levels.forEach((level, at) => {
    if (level >= DOT) return;
    const [x, y] = [at % width, Math.floor(at / width)];
    const byte = y * rowBytes + (x >> 3);
    rows[byte] = (rows[byte] ?? 0) | (0x80 >> (x & 7));
  });
  return {width_dots: rowBytes * 8, height_dots: height, rows: toBase64Url(rows)};
}
