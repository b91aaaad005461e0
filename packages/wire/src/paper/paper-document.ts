import * as z from 'zod';

/** Letters of one line before it is wrapped. */
const textSchema = z.string().max(512);
const emphasis = {
  bold: z.boolean().optional(),
  /** `tall`: twice as high. `big`: twice as high and as wide, so half as many letters fit. */
  size: z.enum(['tall', 'big']).optional(),
};

/** One piece of a printed document, before anybody knows how wide the paper is. */
const paperBlockSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('text'),
    text: textSchema,
    align: z.enum(['left', 'centre', 'right']).optional(),
    ...emphasis,
  }),
  /** Words on the left, which wrap, and an amount on the right, which never does. */
  z.object({kind: z.literal('columns'), left: textSchema, right: textSchema, ...emphasis}),
  /** Rows of one length: the first column left, the others right, as wide as they need. */
  z.object({
    kind: z.literal('table'),
    rows: z.array(z.array(textSchema).min(1).max(8)).min(1).max(64),
  }),
  z.object({kind: z.literal('rule')}),
  /** A line nobody may overlook, such as COPY: white on black. */
  z.object({kind: z.literal('mark'), text: textSchema}),
  z.object({kind: z.literal('qr'), text: z.string().min(1).max(512)}),
  /** Code 128, printable ASCII. */
  z.object({
    kind: z.literal('barcode'),
    text: z.string().regex(/^[ -~]{1,40}$/, 'must be 1 to 40 printable ASCII characters'),
  }),
  /** The store's own, where it has one. */
  z.object({kind: z.literal('logo')}),
  z.object({kind: z.literal('cut')}),
]);
export type PaperBlock = z.output<typeof paperBlockSchema>;

/** Something to print: a receipt, a report. Screen and paper show what is made of it. */
export const paperDocumentSchema = z.object({
  blocks: z.array(paperBlockSchema).max(4_096),
});
export type PaperDocument = z.output<typeof paperDocumentSchema>;

/** How printers take their letters: Chinese ones, those with a Latin page, those with UTF-8. */
export const PAPER_ENCODINGS = ['gb18030', 'windows-1252', 'utf-8'] as const;
export type PaperEncoding = (typeof PAPER_ENCODINGS)[number];

/** Letters on a line, of the paper rolls there are: 80 mm in font A, 80 mm, 58 mm. */
export const PAPER_COLUMNS = [48, 42, 32] as const;
export type PaperColumns = (typeof PAPER_COLUMNS)[number];
