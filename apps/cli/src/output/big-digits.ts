/** Each digit as five rows of three. Two characters a dot, so that they look square. */
const ROWS = [
  ['███', ' █ ', '███', '███', '█ █', '███', '███', '███', '███', '███'],
  ['█ █', '██ ', '  █', '  █', '█ █', '█  ', '█  ', '  █', '█ █', '█ █'],
  ['█ █', ' █ ', '███', '███', '███', '███', '███', ' █ ', '███', '███'],
  ['█ █', ' █ ', '█  ', '  █', '  █', '  █', '█ █', ' █ ', '█ █', '  █'],
  ['███', '███', '███', '███', '  █', '███', '███', ' █ ', '███', '███'],
] as const;

/** Digits large enough to be read from the next till; a space stands for a gap. */
export function bigDigits(text: string): string[] {
  return ROWS.map(row =>
    [...text]
      .map(char => (char === ' ' ? '  ' : (row[Number(char)] ?? '').replace(/./g, '$&$&')))
      .join('  ')
      .trimEnd(),
  );
}
