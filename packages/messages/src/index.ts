export {type Language, languageFor, messagesIn} from './languages.ts';
export type {Messages} from './messages.ts';
