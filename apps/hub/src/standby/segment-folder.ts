import type {DataKeys} from '@holdfast/data-keys';
import {RowSeal} from '@holdfast/data-keys/row-seal';
import {DurableFolder} from '@holdfast/platform-node';
import type {SegmentStore} from '@holdfast/standby';
import {type Bytes, Fault, utf8Encode} from '@holdfast/std';
import {type LedgerId, ledgerIdSchema} from '@holdfast/wire';

const NAME = /^([0-9A-Z]{32}\.[0-9A-Z]{16})-(\d{16})-(\d{16})\.hfs$/;

/** A segment that lies in the folder. */
export interface KeptSegment {
  readonly name: string;
  readonly ledgerId: LedgerId;
  readonly first: number;
  readonly last: number;
}

/**
 * Segments that head office may not hold yet, as their hub signed them: a file each, sealed under
 * the data key as what they hold is in the ledgers.
 */
export class SegmentFolder implements SegmentStore {
  readonly #folder: DurableFolder;
  readonly #seal: RowSeal;

  constructor(directory: string, keys: DataKeys) {
    this.#folder = new DurableFolder(directory);
    this.#seal = new RowSeal(keys);
  }

  async keep(segment: Parameters<SegmentStore['keep']>[0]): Promise<void> {
    const {ledgerId, first, last, bytes} = segment;
    const name = `${ledgerId}-${digits(first)}-${digits(last)}.hfs`;
    await this.#folder.write(name, this.#seal.seal({place: utf8Encode(name), plain: bytes}));
  }

  async drop(held: Parameters<SegmentStore['drop']>[0]): Promise<void> {
    for (const {name, ledgerId, last} of await this.list()) {
      if (ledgerId === held.ledgerId && last <= held.position) await this.#folder.remove(name);
    }
  }

  /** By ledger, and in the order of their positions. */
  async list(): Promise<readonly KeptSegment[]> {
    const names = [...(await this.#folder.list())].sort();
    return names.flatMap(name => {
      const [, id, first, last] = NAME.exec(name) ?? [];
      const ledgerId = ledgerIdSchema.safeParse(id);
      if (!ledgerId.success) return [];
      return [{name, ledgerId: ledgerId.data, first: Number(first), last: Number(last)}];
    });
  }

  /** As its hub signed it. Throws `database/corrupt`, and `data-key/missing`. */
  async read({name}: KeptSegment): Promise<Bytes> {
    const sealed = await this.#folder.read(name);
    const opened = sealed && this.#seal.open({place: utf8Encode(name), sealed});
    if (opened?.kind === 'opened') return opened.plain;
    if (opened?.kind === 'keyMissing') {
      throw new Fault('data-key/missing', {file: name, keyId: opened.keyId});
    }
    throw new Fault('database/corrupt', {file: name, reason: opened?.kind ?? 'missing'});
  }

  async remove({name}: KeptSegment): Promise<void> {
    await this.#folder.remove(name);
  }
}

function digits(position: number): string {
  return String(position).padStart(16, '0');
}
