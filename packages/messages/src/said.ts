/** The messages of one part in another language: each a text, or a function of the same values. */
export type Said<English> = {
  readonly [Key in keyof English]: English[Key] extends (values: infer Values) => string
    ? (values: Values) => string
    : string;
};
