/** What was typed or scanned into the search field: a code or words, and how many of it. */
export interface TypedLine {
  readonly text: string;
  readonly quantityText: string;
}

/** `3*4011` is three of 4011; without a star it is one. */
export function parseTypedLine(typed: string): TypedLine {
  const [, quantityText = '1', text = ''] =
    /^(?:\s*(\d+(?:[.,]\d+)?)\s*[*×x]\s*)?(.*)$/su.exec(typed) ?? [];
  return {text: text.trim(), quantityText};
}
