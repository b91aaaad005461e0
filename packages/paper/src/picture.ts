import type {StoreSettings} from '@holdfast/catalogue';
import {fromBase64Url} from '@holdfast/std';

/** A picture of black dots on white, rows one after the other, the leftmost dot the highest bit. */
export interface Picture {
  /** A multiple of eight. */
  readonly widthDots: number;
  readonly heightDots: number;
  readonly rows: Uint8Array;
}

/** The picture at the head of the store's receipts, where it has one. */
export function logoOf({receipt: {logo}}: StoreSettings): Picture | undefined {
  if (!logo) return undefined;
  const {width_dots: widthDots, height_dots: heightDots, rows} = logo;
  return {widthDots, heightDots, rows: fromBase64Url(rows) ?? new Uint8Array()};
}
