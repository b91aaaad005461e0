import {escposOf, layOut, type Picture} from '@holdfast/paper';
import type {Printer, PrintJob} from '@holdfast/printing';
import type {Bytes} from '@holdfast/std';
import type {PaperBlock} from '@holdfast/wire';
import {encodeTextFor} from './encode-text.ts';

/** Says on a paper that it may not be the only one. In both languages: it names none itself. */
const PERHAPS_PRINTED = {gb18030: '补打 COPY', 'utf-8': '补打 COPY', 'windows-1252': 'COPY'};

/** The bytes of a job for one printer; marked where some of it may be on paper already. */
export function composePaper(
  {document, perhapsPrinted}: Pick<PrintJob, 'document' | 'perhapsPrinted'>,
  {printer, logo}: {readonly printer: Printer; readonly logo: Picture | undefined},
): Bytes {
  const {columns, encoding} = printer;
  const marked: PaperBlock[] = perhapsPrinted
    ? [{kind: 'mark', text: PERHAPS_PRINTED[encoding]}]
    : [];
  const blocks = [...marked, ...(document?.blocks ?? [])];
  const encodeText = encodeTextFor(encoding);
  return escposOf(layOut({blocks}, {columns, encoding}), {encoding, encodeText, logo});
}
