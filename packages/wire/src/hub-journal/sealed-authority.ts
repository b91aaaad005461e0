import * as z from 'zod';

/** Bound into every box with the key of a store's authority (the `info` of RFC 9180). */
export const AUTHORITY_PURPOSE = 'holdfast/store-ca/1';

/**
 * The store's authority as it may leave the hub: the certificate, and its key sealed to each of
 * those who may open it. Nothing in it is secret from anybody else.
 */
export const sealedAuthoritySchema = z.object({
  v: z.literal(1),
  certificate: z.string(),
  boxes: z
    .array(
      z.object({
        /** Who holds the key: `recovery` is a sheet, `gateway` is head office. */
        to: z.string(),
        recipient: z.string(),
        encapsulated: z.string(),
        ciphertext: z.string(),
      }),
    )
    .readonly(),
});
export type SealedAuthority = z.output<typeof sealedAuthoritySchema>;

/** Reads what stands in a roster; `undefined` for what no hub of this version wrote. */
export function parseSealedAuthority(text: string | undefined): SealedAuthority | undefined {
  try {
    return sealedAuthoritySchema.safeParse(JSON.parse(text ?? '')).data;
  } catch {
    return undefined;
  }
}
