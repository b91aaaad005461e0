import type {
  AnchorFile,
  FolderLedger,
  LedgerFolder,
  LedgerIndex,
  LedgerStore,
  StoredGroup,
  StorePrune,
  StoreWrite,
} from '@holdfast/ledger';
import {nodeDigest} from '@holdfast/platform-node';
import {toHex} from '@holdfast/std';
import type {LedgerId} from '@holdfast/wire';
import type {HeldWord} from './held-watch.ts';
import type {Life} from './life.ts';
import type {DiskFile, SimDisk} from './sim-disk.ts';

/** The name that the hub's uplinks go by as a sink. */
const HEAD_OFFICE = 'gateway';

/** Told of what has become durable, and of what is moved into the file. */
export interface LedgerWatch {
  /** Handed to the disk; nobody may ever be told how that ended. */
  written(ledgerId: LedgerId, group: StoredGroup): void;
  durable(ledgerId: LedgerId, group: StoredGroup): void;
  /** The hub has written down that head office holds so much. */
  counted(word: HeldWord): void;
  checkpointed(): void;
  /** Is about to be deleted. */
  pruning(ledgerId: LedgerId, upTo: number): void;
}

/** The real folder of ledgers, inline, on a simulated disk. */
export class LedgersOnDisk implements LedgerFolder {
  readonly #folder: LedgerFolder;
  readonly #disk: SimDisk;
  readonly #life: Life;
  readonly #watch: LedgerWatch;
  readonly #file: DiskFile;

  constructor(
    folder: LedgerFolder,
    on: {readonly disk: SimDisk; readonly life: Life; readonly watch: LedgerWatch},
  ) {
    this.#folder = folder;
    this.#disk = on.disk;
    this.#life = on.life;
    this.#watch = on.watch;
    this.#file = on.disk.openFile(on.life);
  }

  numbers(): Promise<readonly number[]> {
    return this.#file.read(() => this.#folder.numbers());
  }

  async open(number: number): Promise<FolderLedger> {
    return this.#wrap(await this.#write('open', number, () => this.#folder.open(number)));
  }

  async create(number: number): Promise<FolderLedger> {
    return this.#wrap(await this.#write('create', number, () => this.#folder.create(number)));
  }

  async anchor(number: number): Promise<AnchorFile> {
    const anchor = await this.#file.read(() => this.#folder.anchor(number));
    return anchorOnDisk(anchor, this.#disk.openFile(this.#life));
  }

  keepEvidence(number: number): Promise<string> {
    return this.#write('evidence', number, () => this.#folder.keepEvidence(number));
  }

  remove(number: number): Promise<void> {
    return this.#write('remove', number, () => this.#folder.remove(number));
  }

  async openIndex(options: {readonly fresh: boolean}): Promise<LedgerIndex> {
    const file = this.#disk.openFile(this.#life); // of its own: its faults harm no ledger
    const order = {file: 'index', what: 'open', content: ''};
    return indexOnDisk(await file.write(order, () => this.#folder.openIndex(options)), file);
  }

  close(): Promise<void> {
    return this.#life.pass(() => this.#folder.close());
  }

  #wrap({store, anchor}: FolderLedger): FolderLedger {
    return {
      store: new StoreOnDisk(store, this.#disk.openFile(this.#life), this.#watch),
      anchor: anchorOnDisk(anchor, this.#disk.openFile(this.#life)),
    };
  }

  #write<T>(what: string, number: number, perform: () => Promise<T>): Promise<T> {
    return this.#file.write({file: 'ledgers', what, content: `${number}`}, perform);
  }
}

class StoreOnDisk implements LedgerStore {
  readonly #store: LedgerStore;
  readonly #file: DiskFile;
  readonly #watch: LedgerWatch;
  #ledgerId: LedgerId | undefined;

  constructor(store: LedgerStore, file: DiskFile, watch: LedgerWatch) {
    this.#store = store;
    this.#file = file;
    this.#watch = watch;
  }

  async contents() {
    const contents = await this.#file.read(() => this.#store.contents());
    this.#ledgerId = contents.ledgerId;
    return contents;
  }

  async found(founded: Parameters<LedgerStore['found']>[0]) {
    const order = {file: 'ledger', what: 'found', content: contentOf(founded.write)};
    const effort = await this.#file.write(order, () => this.#store.found(founded));
    this.#ledgerId = founded.ledgerId;
    this.#told(founded.write);
    return effort;
  }

  async write(write: StoreWrite) {
    const order = {file: 'ledger', what: 'write', content: contentOf(write), mayBeFull: true};
    const effort = await this.#file.write(order, () => {
      if (write.group && this.#ledgerId) this.#watch.written(this.#ledgerId, write.group);
      return this.#store.write(write);
    });
    this.#told(write);
    return effort;
  }

  async prune(prune: StorePrune) {
    const order = {file: 'ledger', what: 'prune', content: `${prune.upTo}`};
    if (this.#ledgerId) this.#watch.pruning(this.#ledgerId, prune.upTo);
    return this.#file.write(order, () => this.#store.prune(prune));
  }

  async rewrite(groups: Parameters<LedgerStore['rewrite']>[0]) {
    const content = groups.map(({first, last}) => `${first}-${last}`).join(' ');
    const order = {file: 'ledger', what: 'rewrite', content};
    return this.#file.write(order, () => this.#store.rewrite(groups));
  }

  readKept(page: Parameters<LedgerStore['readKept']>[0]) {
    return this.#file.read(() => this.#store.readKept(page));
  }

  readGroups(stretch: Parameters<LedgerStore['readGroups']>[0]) {
    return this.#file.read(() => this.#store.readGroups(stretch));
  }

  laneTableBefore(upTo: number) {
    return this.#file.read(() => this.#store.laneTableBefore(upTo));
  }

  async checkpoint(): Promise<void> {
    this.#watch.checkpointed();
    const order = {file: 'ledger', what: 'checkpoint', content: ''};
    await this.#file.write(order, () => this.#store.checkpoint());
  }

  close(): Promise<void> {
    return this.#file.read(() => this.#store.close());
  }

  #told({group, watermarks = []}: StoreWrite): void {
    const ledgerId = this.#ledgerId;
    if (!ledgerId) return;
    if (group) this.#watch.durable(ledgerId, group);
    for (const {sink, position: heldPosition} of watermarks) {
      if (sink === HEAD_OFFICE) this.#watch.counted({ledgerId, heldPosition});
    }
  }
}

function contentOf({group, watermarks = [], heldStatements = []}: StoreWrite): string {
  const marks = watermarks.map(({sink, position}) => `${sink}@${position}`);
  const held = heldStatements.map(({bytes}) => digestOf(bytes));
  const entries = group ? [`${group.first}-${group.last} ${toHex(group.head.subarray(0, 6))}`] : [];
  return [...entries, ...marks, ...held].join(' ');
}

function digestOf(bytes: Uint8Array): string {
  return toHex(nodeDigest.sha256(bytes).subarray(0, 6));
}

function anchorOnDisk(anchor: AnchorFile, file: DiskFile): AnchorFile {
  return {
    read: () => file.read(() => anchor.read()),
    write: (slot, bytes) => {
      const order = {file: 'anchor', what: `slot ${slot}`, content: digestOf(bytes)};
      return file.write(order, () => anchor.write(slot, bytes));
    },
    close: () => file.read(() => anchor.close()),
  };
}

function indexOnDisk(index: LedgerIndex, file: DiskFile): LedgerIndex {
  return {
    indexed: ledgerId => index.indexed(ledgerId),
    add: stretch => {
      const last = stretch.groups.at(-1)?.last ?? 0;
      const order = {file: 'index', what: 'add', content: `${last}`, mayBeFull: true};
      return file.write(order, () => index.add(stretch));
    },
    addRows: stretch => {
      const last = stretch.rows.at(-1)?.position ?? 0;
      const order = {file: 'index', what: 'addRows', content: `${last}`, mayBeFull: true};
      return file.write(order, () => index.addRows(stretch));
    },
    pass: stretch => {
      const order = {file: 'index', what: 'pass', content: `${stretch.upTo}`};
      return file.write(order, () => index.pass(stretch));
    },
    forget: stretch => {
      const order = {file: 'index', what: 'forget', content: `${stretch.upTo}`};
      return file.write(order, () => index.forget(stretch));
    },
    find: place => file.read(() => index.find(place)),
    runEnd: place => file.read(() => index.runEnd(place)),
    searchTransactions: query => file.read(() => index.searchTransactions(query)),
    dayTotals: day => file.read(() => index.dayTotals(day)),
    dayParts: day => file.read(() => index.dayParts(day)),
    quarantinedCount: () => file.read(() => index.quarantinedCount()),
    close: () => file.read(() => index.close()),
  };
}
