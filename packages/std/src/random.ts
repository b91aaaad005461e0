/**
 * Chance as a port. In production it is the system's cryptographic source; in simulations a seed.
 */
export interface Random {
  bytes(length: number): Uint8Array<ArrayBuffer>;
}

/** A number in [0, 1). */
export function fraction(random: Random): number {
  const bytes = random.bytes(4);
  let value = 0;
  for (const byte of bytes) value = value * 256 + byte;
  return value / 0x1_0000_0000;
}
