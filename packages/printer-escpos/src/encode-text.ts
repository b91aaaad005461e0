import type {EncodeText} from '@holdfast/paper';
import type {PaperEncoding} from '@holdfast/wire';
import iconv from 'iconv-lite';

/** How a printer of this kind takes its letters. What its page lacks is a question mark. */
export function encodeTextFor(encoding: PaperEncoding): EncodeText {
  return text => new Uint8Array(iconv.encode(text, encoding));
}
