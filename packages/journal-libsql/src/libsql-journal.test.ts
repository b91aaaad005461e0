import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {nodeDigest} from '@holdfast/platform-node';
import {silentLog} from '@holdfast/std';
import {journalAcceptance} from '@holdfast/terminal-sdk/acceptance';
import {openLibsqlJournal} from './index.ts';

journalAcceptance('in a libSQL file', {
  digest: nodeDigest,
  place: () => {
    const directory = mkdtempSync(join(tmpdir(), 'holdfast-'));
    const options = {directory, digest: nodeDigest, log: silentLog};
    return {
      open: more => openLibsqlJournal({...options, ...more}),
      remove: async () => rmSync(directory, {recursive: true, force: true}),
    };
  },
});

journalAcceptance('in a libSQL file, sealed', {
  digest: nodeDigest,
  place: () => {
    const directory = mkdtempSync(join(tmpdir(), 'holdfast-'));
    const dataKeys = {file: join(directory, 'data-keys.json'), credential: undefined};
    const options = {directory, digest: nodeDigest, log: silentLog, dataKeys};
    return {
      open: more => openLibsqlJournal({...options, ...more}),
      remove: async () => rmSync(directory, {recursive: true, force: true}),
    };
  },
});
