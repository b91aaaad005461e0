import {assert, type Digest} from '@holdfast/std';
import {IndexDatabase} from './index-database.ts';
import type {IndexAnswer, IndexQuestion} from './index-messages.ts';
import type {Server} from './line.ts';

/** The index, in the hands of one thread: it parses and writes where no ack can wait for it. */
export class IndexServer implements Server<IndexQuestion, IndexAnswer> {
  readonly #digest: Digest;
  #database: IndexDatabase | undefined;

  constructor(digest: Digest) {
    this.#digest = digest;
  }

  answer(question: IndexQuestion): IndexAnswer {
    if (question.kind === 'open') {
      assert(!this.#database, 'an index is opened once');
      this.#database = new IndexDatabase({...question, digest: this.#digest});
      return {kind: 'opened', indexed: this.#database.indexed()};
    }
    const database = this.#database;
    assert(database, 'an index is opened before it is used');
    switch (question.kind) {
      case 'add':
        return {kind: 'added', ...database.add(question)};
      case 'addRows':
        return {kind: 'added', indexed: database.addRows(question), damaged: []};
      case 'pass':
        return {kind: 'added', indexed: database.pass(question), damaged: []};
      case 'forget':
        database.forget(question);
        return {kind: 'done'};
      case 'find':
        return {kind: 'place', place: database.find(question.place)};
      case 'runEnd':
        return {kind: 'runEnd', sequenceNumber: database.runEnd(question.place)};
      case 'search':
        return {kind: 'transactions', found: database.searchTransactions(question.query)};
      case 'dayTotals':
        return {kind: 'totals', totals: database.dayTotals(question)};
      case 'dayParts':
        return {kind: 'parts', parts: database.dayParts(question)};
      case 'quarantinedCount':
        return {kind: 'count', count: database.quarantinedCount()};
    }
  }

  stop(): void {
    this.#database?.close();
    this.#database = undefined;
  }
}
