import {type Bytes, concatBytes, utf8Encode} from '@holdfast/std';
import type {PaperEncoding} from '@holdfast/wire';
import type {LaidOut} from './lay-out.ts';
import type {Picture} from './picture.ts';

/*
 * ESC/POS as printers of the trade speak it (Epson's command reference). One command a constant;
 * what none of the three encodings' printers needs is not here.
 */
const ESC = 0x1b;
const GS = 0x1d;
const FS = 0x1c;
const LF = 0x0a;
const INITIALIZE = [ESC, 0x40];
const LEFT = [ESC, 0x61, 0];
const CENTRE = [ESC, 0x61, 1];
/** How the printer is told which letters come: see PaperEncoding. */
const SPEAK: Readonly<Record<PaperEncoding, readonly number[]>> = {
  gb18030: [FS, 0x26], // FS &: Chinese characters on
  'windows-1252': [FS, 0x2e, ESC, 0x74, 16], // FS . and ESC t 16: Chinese off, page WPC1252
  'utf-8': [FS, 0x28, 0x43, 2, 0, 0x30, 2], // FS ( C, function 48: UTF-8
};
const SIZES = {normal: 0x00, tall: 0x01, big: 0x11} as const;
const QR_MODULE_DOTS = 6;
const BAR_HEIGHT_DOTS = 64;

/** Writes a text in the printer's letters. It was made fit by `paperText`. */
export type EncodeText = (text: string) => Uint8Array;

/** The bytes that print these lines, from the printer's first breath to the cut. */
export function escposOf(
  lines: readonly LaidOut[],
  how: {
    readonly encoding: PaperEncoding;
    readonly encodeText: EncodeText;
    /** The store's, where it has one. */
    readonly logo: Picture | undefined;
  },
): Bytes {
  const head = Uint8Array.from([...INITIALIZE, ...SPEAK[how.encoding]]);
  return concatBytes(head, ...lines.map(line => bytesOf(line, how)));
}

function bytesOf(
  line: LaidOut,
  {encodeText, logo}: {readonly encodeText: EncodeText; readonly logo: Picture | undefined},
): Bytes {
  switch (line.kind) {
    case 'line': {
      const {text, bold, inverse, size} = line;
      const plain = !bold && !inverse && size === 'normal';
      const on = plain ? [] : styleOf({bold, inverse, size});
      const off = plain ? [] : styleOf({bold: false, inverse: false, size: 'normal'});
      return concatBytes(Uint8Array.from(on), encodeText(text), Uint8Array.from([...off, LF]));
    }
    case 'qr':
      return concatBytes(Uint8Array.from(CENTRE), qrOf(line.text), Uint8Array.from([LF, ...LEFT]));
    case 'barcode': {
      // GS h: height. GS w: module. GS H: digits below. GS k 73: CODE128, set B.
      const data = utf8Encode(`{B${line.text.replaceAll('{', '{{')}`);
      const head = [GS, 0x68, BAR_HEIGHT_DOTS, GS, 0x77, 2, GS, 0x48, 2, GS, 0x6b, 73, data.length];
      return concatBytes(
        Uint8Array.from([...CENTRE, ...head]),
        data,
        Uint8Array.from([LF, ...LEFT]),
      );
    }
    case 'logo':
      return logo
        ? concatBytes(Uint8Array.from(CENTRE), rasterOf(logo), Uint8Array.from(LEFT))
        : new Uint8Array();
    case 'cut':
      return Uint8Array.of(GS, 0x56, 66, 3); // GS V 66: feed to the knife, and cut
  }
}

function styleOf({
  bold,
  inverse,
  size,
}: Pick<Extract<LaidOut, {kind: 'line'}>, 'bold' | 'inverse' | 'size'>): number[] {
  return [ESC, 0x45, Number(bold), GS, 0x42, Number(inverse), GS, 0x21, SIZES[size]];
}

/** GS ( k, cn 49: model 2, module size, level M, the data, print. */
function qrOf(text: string): Bytes {
  const data = utf8Encode(text);
  const command = (...body: readonly number[]) => [
    ...[GS, 0x28, 0x6b, body.length & 0xff, body.length >> 8],
    ...body,
  ];
  return Uint8Array.from([
    ...command(0x31, 0x41, 50, 0),
    ...command(0x31, 0x43, QR_MODULE_DOTS),
    ...command(0x31, 0x45, 49),
    ...command(0x31, 0x50, 48, ...data),
    ...command(0x31, 0x51, 48),
  ]);
}

/**
 * GS v 0: a picture, a bit a dot. Real-time commands are obeyed wherever they stand, also in a
 * picture, and one of them opens the drawer: a DLE that would begin one loses its dot.
 */
function rasterOf({widthDots, heightDots, rows}: Picture): Bytes {
  const rowBytes = widthDots / 8;
  const realTime = [0x04, 0x05, 0x14];
  const dots = Uint8Array.from(rows, (byte, at) =>
    byte === 0x10 && realTime.includes(rows[at + 1] ?? 0) ? 0 : byte,
  );
  const size = [rowBytes & 0xff, rowBytes >> 8, heightDots & 0xff, heightDots >> 8];
  return concatBytes(Uint8Array.of(GS, 0x76, 0x30, 0, ...size), dots);
}

/** ESC p: a pulse to the drawer, 50 ms on and 500 ms off. */
export function drawerKick(pin: 2 | 5): Bytes {
  return Uint8Array.of(ESC, 0x70, pin === 2 ? 0 : 1, 25, 250);
}
