export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/**
 * Structured log as a port. `event` is a stable dotted name (`forward.failed`), never a sentence;
 * fields carry the rest and never hold bodies, card or customer data.
 * warn: one operation hurt. error: one service hurt. A dying process is a Defect.
 */
export interface Log {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}

export const silentLog: Log = {
  debug() {},
  info() {},
  warn() {},
  error() {},
};
