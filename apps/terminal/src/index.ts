export {
  type TerminalConfig,
  type TerminalConfigInput,
  terminalConfigSchema,
} from './config.ts';
export {type RunTerminalOptions, runTerminal} from './run-terminal.ts';
