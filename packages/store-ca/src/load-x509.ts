/**
 * What writes certificates, loaded when one is made: a program whose certificates are all on its
 * disk never needs it, nor its tens of megabytes.
 */
export async function loadX509(): Promise<typeof import('@peculiar/x509')> {
  await import('reflect-metadata'); // asked for before anything of the library is loaded
  return await import('@peculiar/x509');
}
