import {accepted} from '@holdfast/ledger/testing';
import {newLane, openHubLedgers} from './big-ledger.ts';

// Opens a hub's ledgers in a process that has done nothing yet, records one entry, says how long
// that took, and waits to be killed.
const [, , directory = ''] = process.argv;
const startMs = performance.now();
const ledgers = await openHubLedgers(directory);
const openedMs = performance.now();
const outcome = await ledgers.current.append(accepted(newLane(`O${process.pid}`).next()));
const ackedMs = performance.now();
if (outcome.kind !== 'recorded') throw new Error(`the ledger answered ${outcome.kind}`);
const times = {openMs: openedMs - startMs, ackMs: ackedMs - startMs};
process.stdout.write(`${JSON.stringify(times)}\n`);
