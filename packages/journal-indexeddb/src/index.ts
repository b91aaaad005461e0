export {type IndexedDbJournalOptions, openIndexedDbJournal} from './open-journal.ts';
