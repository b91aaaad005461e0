export {type Distrust, damageOf, distrustOf} from './ledger-follow.ts';
export {openPairingDesks} from './pairing-desks.ts';
export {RosterBook} from './roster-book.ts';
export {StoreWatch} from './store-watch.ts';
