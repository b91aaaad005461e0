import {type Bytes, concatBytes, Fault} from '@holdfast/std';

/**
 * Reads a request's body to its end, or throws `request/too-large` at the first byte beyond the
 * limit.
 */
export async function readBody(request: Request, bytesMax: number): Promise<Bytes> {
  const claimed = Number(request.headers.get('content-length') ?? 0);
  if (claimed > bytesMax) throw new Fault('request/too-large', {bytesMax});
  if (!request.body) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of request.body) {
      length += chunk.length;
      if (length > bytesMax) throw new Fault('request/too-large', {bytesMax});
      chunks.push(chunk);
    }
  } catch (cause) {
    if (cause instanceof Fault) throw cause;
    throw new Fault('request/malformed', {reason: 'the body was cut off'}, {cause});
  }
  return concatBytes(...chunks);
}
