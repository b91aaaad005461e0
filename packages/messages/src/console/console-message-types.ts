import type {CONSOLE_EN} from './en.ts';

/** Every message of the console; English says which there are. */
export type ConsoleMessages = {
  readonly [Key in keyof typeof CONSOLE_EN]: (typeof CONSOLE_EN)[Key] extends (
    values: infer Values,
  ) => string
    ? (values: Values) => string
    : string;
};
