export type {ConsoleMessages} from './console-message-types.ts';
export {consoleMessagesIn} from './console-messages.ts';
export {issueWordsIn} from './issue-words.ts';
export type {IssueWords} from './issue-words-type.ts';
