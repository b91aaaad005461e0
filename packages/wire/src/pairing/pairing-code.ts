import {issue, type Parsed, parsed, type Random} from '@holdfast/std';

export const PAIRING_CODE_DIGITS = 8;
const CODES = 10 ** PAIRING_CODE_DIGITS;
/**
 * The most whole rounds over all codes that four bytes can count: a draw beyond it is thrown away.
 */
const FAIR_DRAWS = Math.floor(0x1_0000_0000 / CODES) * CODES;

/**
 * Eight digits that a hub shows and a till's user types. Every code is as likely as any other, so
 * one guess is right with a chance of 10⁻⁸.
 */
export function drawPairingCode(random: Random): string {
  for (;;) {
    const [a = 0, b = 0, c = 0, d = 0] = random.bytes(4);
    const draw = ((a * 256 + b) * 256 + c) * 256 + d;
    if (draw < FAIR_DRAWS) return String(draw % CODES).padStart(PAIRING_CODE_DIGITS, '0');
  }
}

/** Reads the digits as a person types them: spaces, dashes and points between them do not count. */
export function parsePairingCode(text: string): Parsed<string> {
  const digits = text.replace(/[\s.\-\u2013]/g, '');
  return new RegExp(`^\\d{${PAIRING_CODE_DIGITS}}$`).test(digits)
    ? parsed(digits)
    : issue('code', `must be ${PAIRING_CODE_DIGITS} digits`);
}

/** `4821 7730`: as it is shown and read aloud. */
export function formatPairingCode(code: string): string {
  return `${code.slice(0, PAIRING_CODE_DIGITS / 2)} ${code.slice(PAIRING_CODE_DIGITS / 2)}`;
}
