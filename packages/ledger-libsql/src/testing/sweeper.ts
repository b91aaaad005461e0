import {argv, stdout} from 'node:process';
import {openAs, RETENTION_TERMS} from './retained.ts';

// A hub in small that starts, deletes what it may, and stops: to be killed anywhere in between.
const [, , directory = ''] = argv;

const ledgers = await openAs('second', {directory, shell: 'worker'});
const retention = ledgers.retention(RETENTION_TERMS);
await retention.sweep(new AbortController().signal);
const {entriesDeleted, ledgersDeleted} = retention.state;
stdout.write(`deleted ${entriesDeleted} ${ledgersDeleted}\n`);
await ledgers.close();
stdout.write('closed\n');
