export {
  type TerminalConfig,
  type TerminalConfigInput,
  terminalConfigSchema,
} from './config.ts';
export {type ExportedJournal, exportJournal} from './export-journal.ts';
export {type RunTerminalOptions, runTerminal} from './run-terminal.ts';
