import {parseValue} from '@holdfast/domain';
import {issue, type Parsed, Topic} from '@holdfast/std';
import * as z from 'zod';
import {type Printer, printerSchema} from './printer.ts';

const PRINTERS_MAX = 64;
const bookSchema = z.array(printerSchema).max(PRINTERS_MAX);

/** Where the list of printers lies. */
export interface PrinterDisk {
  /** `undefined` where none was ever written. */
  read(): unknown;
  /** Replaces it durably. */
  write(printers: readonly Printer[]): void;
}

/** The printers of a store, durably. */
export class PrinterBook {
  readonly changes = new Topic<void>();
  readonly #disk: PrinterDisk;
  #printers: readonly Printer[];

  /** Throws what the disk throws, and a ZodError for a file that is not as it was written. */
  constructor(disk: PrinterDisk) {
    this.#disk = disk;
    this.#printers = bookSchema.parse(disk.read() ?? []);
  }

  get list(): readonly Printer[] {
    return this.#printers;
  }

  find(name: string): Printer | undefined {
    return this.#printers.find(printer => printer.name === name);
  }

  /** The one that names this till, else the first that is for all. */
  printerOf(workstationId: string): Printer | undefined {
    const named = this.#printers.find(({tills}) => tills.includes(workstationId));
    return named ?? this.#printers.find(({tills}) => tills.length === 0);
  }

  /**
   * Adds a printer, or gives the one of this name other settings; names the first that is wrong.
   */
  keep(value: unknown): Parsed<Printer> {
    const printer = parseValue(printerSchema, value);
    if (!printer.ok) return printer;
    const others = this.#printers.filter(({name}) => name !== printer.value.name);
    if (others.length >= PRINTERS_MAX)
      return issue('', `a store has ${PRINTERS_MAX} printers at most`);
    this.#write([...others, printer.value]);
    return printer;
  }

  /** False where there is none of this name. What waits for it waits for a person then. */
  remove(name: string): boolean {
    if (!this.find(name)) return false;
    this.#write(this.#printers.filter(printer => printer.name !== name));
    return true;
  }

  #write(printers: readonly Printer[]): void {
    this.#disk.write(printers);
    this.#printers = printers;
    this.changes.publish();
  }
}
