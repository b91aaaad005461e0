import {nodeDigest} from '@holdfast/platform-node';
import {journalAcceptance} from '../acceptance.ts';
import {MemoryDisk, MemoryJournal} from './memory-journal.ts';
import {toyKey} from './toy-key.ts';

journalAcceptance('in memory', {
  digest: nodeDigest,
  place: () => {
    const disk = new MemoryDisk();
    const key = toyKey(nodeDigest, 'till');
    return {
      open: async options =>
        new MemoryJournal({key, digest: nodeDigest, disk, ...options}).newest(),
      remove: async () => {},
    };
  },
});
