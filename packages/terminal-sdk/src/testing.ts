export {FakeFinder} from './testing/fake-finder.ts';
export {FakeHub, type FakeHubOptions, type RecordBreak} from './testing/fake-hub.ts';
export {MemoryDisk, MemoryJournal} from './testing/memory-journal.ts';
export {TestTill} from './testing/test-till.ts';
export {toyKey, toyVerifier} from './testing/toy-key.ts';
