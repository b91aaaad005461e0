import type {Log} from '@holdfast/std';
import {type DestinationStream, pino} from 'pino';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

/**
 * JSON lines for journald and its like: `time level event` and the fields. Times are ISO 8601.
 * `destination` defaults to standard error, so that a command's data keeps standard output to
 * itself.
 */
export function createJsonLog(options: {
  readonly level: LogLevel;
  readonly fields?: Readonly<Record<string, string>>;
  readonly destination?: DestinationStream;
}): Log {
  const logger = pino(
    {
      level: options.level,
      base: options.fields ?? {},
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: {level: label => ({level: label})},
      messageKey: 'event',
    },
    options.destination ?? pino.destination({dest: 2, sync: true}),
  );
  return {
    debug: (event, fields = {}) => logger.debug(fields, event),
    info: (event, fields = {}) => logger.info(fields, event),
    warn: (event, fields = {}) => logger.warn(fields, event),
    error: (event, fields = {}) => logger.error(fields, event),
  };
}
