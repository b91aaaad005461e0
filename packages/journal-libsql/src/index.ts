export {type LibsqlJournalOptions, openLibsqlJournal} from './open-libsql-journal.ts';
