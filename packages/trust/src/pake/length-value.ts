import {type Bytes, ByteWriter} from '@holdfast/std';

/** CPace appendix A.1, `lv_cat`: each part behind its length, so that no part can slide. */
export function lengthValue(...parts: readonly Uint8Array[]): Bytes {
  const writer = new ByteWriter();
  for (const part of parts) writer.varint(part.length).raw(part); // an unsigned LEB128, as there
  return writer.finish();
}
