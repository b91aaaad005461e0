export {
  parseTerminalConfig,
  type TerminalConfig,
  type TerminalConfigInput,
  terminalConfigSchema,
} from './config.ts';
export {type RunTerminalOptions, runTerminal, TERMINAL_VERSION} from './run-terminal.ts';
