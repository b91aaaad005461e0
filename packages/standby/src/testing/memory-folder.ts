import type {AnchorFile, FolderLedger, LedgerFolder} from '@holdfast/ledger';
import {MemoryDisk, MemoryLedgerStore} from '@holdfast/ledger/testing';
import {Fault} from '@holdfast/std';

/** A folder of ledgers in memory; another over the same disks is what a new process finds. */
export class MemoryFolder implements LedgerFolder {
  readonly disks: Map<number, MemoryDisk>;
  readonly stores = new Map<number, MemoryLedgerStore>();
  readonly #onCreate: (store: MemoryLedgerStore) => void;

  constructor(
    disks = new Map<number, MemoryDisk>(),
    onCreate: (store: MemoryLedgerStore) => void = () => {},
  ) {
    this.disks = disks;
    this.#onCreate = onCreate;
  }

  async numbers(): Promise<readonly number[]> {
    return [...this.disks.keys()].sort((a, b) => a - b);
  }

  async open(number: number): Promise<FolderLedger> {
    const disk = this.disks.get(number);
    if (!disk) throw new Fault('database/missing', {number});
    const store = new MemoryLedgerStore(disk);
    this.stores.set(number, store);
    return {store, anchor: await this.anchor()};
  }

  async create(number: number): Promise<FolderLedger> {
    this.disks.set(number, new MemoryDisk());
    const files = await this.open(number);
    const store = this.stores.get(number);
    if (store) this.#onCreate(store);
    return files;
  }

  async anchor(): Promise<AnchorFile> {
    const empty = new Uint8Array();
    return {read: async () => [empty, empty], async write() {}, async close() {}};
  }

  async keepEvidence(): Promise<string> {
    return 'evidence';
  }

  async remove(number: number): Promise<void> {
    this.disks.delete(number);
  }

  openIndex(): Promise<never> {
    throw new Fault('database/missing', {what: 'a mirror has no index'});
  }

  async close(): Promise<void> {}
}
