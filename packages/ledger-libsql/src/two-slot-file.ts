import {closeSync, existsSync, fdatasyncSync, openSync, readSync, writeSync} from 'node:fs';
import {type FileHandle, open} from 'node:fs/promises';
import {dirname} from 'node:path';
import {ANCHOR_BYTES, type AnchorFile} from '@holdfast/ledger';
import {syncDirectory, writeFileDurably} from '@holdfast/platform-node';
import type {Bytes} from '@holdfast/std';
import {diskFault, onDisk} from './disk-fault.ts';

/** A slot a page of the disk, so that tearing one leaves the other whole. */
const SLOT_BYTES = 4096;

/** How the caller waits for a sync: in its own turn, or while the pool of threads does it. */
export type AnchorShell = 'inline' | 'pool';

/**
 * The anchor's file: two slots, made with room for both, so that a write changes nothing but bytes.
 */
export class TwoSlotFile implements AnchorFile {
  readonly #path: string;
  readonly #shell: AnchorShell;
  #pooled: FileHandle | undefined;

  constructor(path: string, shell: AnchorShell) {
    this.#path = path;
    this.#shell = shell;
  }

  async read(): Promise<readonly [Bytes, Bytes]> {
    return onDisk(this.#path, () => {
      if (!existsSync(this.#path)) return [new Uint8Array(), new Uint8Array()];
      const handle = openSync(this.#path, 'r');
      try {
        return [readSlot(handle, 0), readSlot(handle, 1)];
      } finally {
        closeSync(handle);
      }
    });
  }

  async write(slot: 0 | 1, bytes: Bytes): Promise<void> {
    onDisk(this.#path, () => this.#make());
    if (this.#shell === 'inline') onDisk(this.#path, () => this.#writeInline(slot, bytes));
    else await this.#writePooled(slot, bytes);
  }

  async close(): Promise<void> {
    const handle = this.#pooled;
    this.#pooled = undefined;
    await handle?.close();
  }

  #make(): void {
    if (existsSync(this.#path)) return;
    writeFileDurably(this.#path, new Uint8Array(2 * SLOT_BYTES));
    syncDirectory(dirname(this.#path));
  }

  #writeInline(slot: 0 | 1, bytes: Bytes): void {
    const handle = openSync(this.#path, 'r+');
    try {
      writeSync(handle, bytes, 0, bytes.length, slot * SLOT_BYTES);
      fdatasyncSync(handle);
    } finally {
      closeSync(handle);
    }
  }

  async #writePooled(slot: 0 | 1, bytes: Bytes): Promise<void> {
    try {
      this.#pooled ??= await open(this.#path, 'r+');
      await this.#pooled.write(bytes, 0, bytes.length, slot * SLOT_BYTES);
      await this.#pooled.datasync();
    } catch (error) {
      // Never synced again through a handle whose sync failed: the next write opens another.
      await this.close();
      throw diskFault(this.#path, error);
    }
  }
}

/** Empty for a slot that was never written. */
function readSlot(handle: number, slot: 0 | 1): Bytes {
  const bytes = new Uint8Array(ANCHOR_BYTES);
  const read = readSync(handle, bytes, 0, bytes.length, slot * SLOT_BYTES);
  const written = bytes.slice(0, read);
  return written.some(byte => byte !== 0) ? written : new Uint8Array();
}
