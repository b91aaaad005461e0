/** Where a till can die on the way from a sale to the cashier's screen, in order. */
export const CRASH_MOMENTS = [
  'before its transaction',
  'before its commit',
  'while its commit is under way',
  'after its commit',
  'after its answer',
] as const;

export type CrashMoment = (typeof CRASH_MOMENTS)[number];

/** Runs in the page: the next transaction that adds entries stops there, and tells the test. */
export function stopAt(moment: CrashMoment): void {
  const {transaction: begin} = IDBDatabase.prototype;
  IDBDatabase.prototype.transaction = function (
    this: IDBDatabase,
    stores: string | string[],
    mode?: IDBTransactionMode,
    options?: IDBTransactionOptions,
  ) {
    const adds = mode === 'readwrite' && [stores].flat().includes('entries');
    if (!adds) return Reflect.apply(begin, this, [stores, mode, options]);
    if (moment === 'before its transaction') tellTest(moment);
    const transaction: IDBTransaction = Reflect.apply(begin, this, [stores, mode, options]);
    const commit = transaction.commit.bind(transaction);
    transaction.commit = () => {
      if (moment === 'before its commit') tellTest(moment);
      commit();
      if (moment === 'while its commit is under way') tellTest(moment);
    };
    transaction.addEventListener('complete', () => {
      if (moment === 'after its commit') tellTest(moment);
    });
    return transaction;
  };
}

/** Holds up the whole page until the test has seen it; the test lets it live or not. */
export function tellTest(moment: CrashMoment): void {
  const request = new XMLHttpRequest();
  request.open('GET', `/mark/${encodeURIComponent(moment)}`, false);
  request.send();
}
