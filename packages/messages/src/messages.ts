import type {EN} from './en.ts';

/** Every message there is: a text, or a function of what stands in it. English says which. */
export type Messages = {
  readonly [Key in keyof typeof EN]: (typeof EN)[Key] extends (values: infer Values) => string
    ? (values: Values) => string
    : string;
};
