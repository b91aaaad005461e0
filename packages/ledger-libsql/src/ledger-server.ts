import {assert} from '@holdfast/std';
import {LedgerDatabase} from './ledger-database.ts';
import type {LedgerAnswer, LedgerQuestion} from './ledger-messages.ts';
import type {Server} from './line.ts';

/**
 * All ledgers of a folder, in the hands of one thread: the only one that writes or checkpoints
 * them.
 */
export class LedgerServer implements Server<LedgerQuestion, LedgerAnswer> {
  readonly #databases = new Map<number, LedgerDatabase>();

  answer(question: LedgerQuestion): LedgerAnswer {
    const {ledger} = question;
    if (question.kind === 'open') {
      assert(!this.#databases.has(ledger), 'a ledger is opened once');
      this.#databases.set(ledger, new LedgerDatabase(question));
      return {kind: 'done'};
    }
    const database = this.#databases.get(ledger);
    if (question.kind === 'close') {
      this.#databases.delete(ledger);
      database?.close();
      return {kind: 'done'};
    }
    // Of a ledger that retention took meanwhile there is nothing to seal, and no key in use.
    if (!database && question.kind === 'useKeys') return {kind: 'done'};
    if (!database && question.kind === 'keysInUse') return {kind: 'keysInUse', keys: []};
    assert(database, 'a ledger is opened before it is used');
    switch (question.kind) {
      case 'contents':
        return {kind: 'contents', contents: database.contents()};
      case 'found':
        return {kind: 'written', walBytes: database.found(question)};
      case 'write':
        return {kind: 'written', walBytes: database.write(question.write)};
      case 'prune':
        return {kind: 'written', walBytes: database.prune(question.prune)};
      case 'rewrite':
        return {kind: 'written', walBytes: database.rewrite(question.groups)};
      case 'readKept':
        return {kind: 'kept', kept: database.readKept(question)};
      case 'readGroups':
        return {kind: 'groups', groups: database.readGroups(question)};
      case 'laneTableBefore':
        return {kind: 'position', position: database.laneTableBefore(question.upTo)};
      case 'keysInUse':
        return {kind: 'keysInUse', keys: database.keysInUse()};
      case 'useKeys':
        database.useKeys(question.keys);
        return {kind: 'done'};
      case 'checkpoint':
        database.checkpoint();
        return {kind: 'done'};
    }
  }

  stop(): void {
    for (const database of this.#databases.values()) database.close();
    this.#databases.clear();
  }
}
