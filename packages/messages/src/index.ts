export type {Language} from './language.ts';
export {messagesIn} from './languages.ts';
export type {Messages} from './messages.ts';
