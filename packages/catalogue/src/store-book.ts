import {type CurrencyCode, findCardData, parseJson, parseValue} from '@holdfast/domain';
import {
  assert,
  type Clock,
  Fault,
  formatIssue,
  issue,
  type Parsed,
  type Random,
  Topic,
} from '@holdfast/std';
import * as z from 'zod';
import {type Catalogue, catalogueSchema, type Item} from './item.ts';
import {type Operator, operatorsSchema} from './operator.ts';
import {hashPin} from './pin.ts';
import type {DocumentDisk, StoredDocument} from './ports.ts';
import {itemProblemSchema, readItems} from './read-items.ts';
import {type StoreSettings, storeSettingsSchema} from './store-settings.ts';

/** The documents that tills share, by name. */
const STORE_DOCUMENTS = ['settings', 'catalogue', 'operators'] as const;
export type StoreDocumentName = (typeof STORE_DOCUMENTS)[number];

/** Letters of one part, as the LAN carries it. */
const PART_LENGTH = 128 * 1024;

/** What an import came to, or would come to. */
export const importOutcomeSchema = z
  .object({
    /** Good ones, in the file. */
    items: z.number(),
    added: z.number(),
    changed: z.number(),
    removed: z.number(),
    problems: z.array(itemProblemSchema).readonly(),
    /** Whether the store's catalogue is this now. */
    taken: z.boolean(),
  })
  .readonly();
export type ImportOutcome = z.output<typeof importOutcomeSchema>;

/**
 * What a store is and sells, at its hub: settings, catalogue, operators. Each is one document with
 * a version; a change replaces it whole, durably, and is told to {@link StoreBook.changes}.
 */
export class StoreBook {
  /** The name of what has changed, after it is on the disk. */
  readonly changes = new Topic<StoreDocumentName>();
  readonly #disk: DocumentDisk;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #documents = new Map<StoreDocumentName, StoredDocument>();

  constructor(ports: {
    readonly disk: DocumentDisk;
    readonly clock: Clock;
    readonly random: Random;
  }) {
    this.#disk = ports.disk;
    this.#clock = ports.clock;
    this.#random = ports.random;
    for (const name of STORE_DOCUMENTS) {
      const document = ports.disk.read(name);
      if (document) this.#documents.set(name, document);
    }
  }

  get settings(): StoreSettings | undefined {
    return this.#read('settings', storeSettingsSchema);
  }

  get catalogue(): Catalogue | undefined {
    return this.#read('catalogue', catalogueSchema);
  }

  get operators(): readonly Operator[] {
    return this.#read('operators', operatorsSchema)?.operators ?? [];
  }

  /** Takes settings as a person wrote them; names the first that is wrong. */
  keepSettings(value: unknown): Parsed<StoreSettings> {
    const card = findCardData(withoutPicture(value));
    if (card !== undefined) return issue(card, 'looks like a card number');
    const settings = parseValue(storeSettingsSchema, value);
    if (!settings.ok) return settings;
    const {currency, tax_group: groups} = settings.value;
    const catalogue = this.catalogue;
    const used = new Set(catalogue?.items.map(({taxGroup}) => taxGroup));
    for (const {id} of groups) used.delete(id);
    const [orphan] = used;
    if (orphan !== undefined) {
      const reason = `must keep ${orphan}: the catalogue has items in it`;
      return {ok: false, issue: {field: 'tax_group', reason}};
    }
    if (catalogue && catalogue.currencyCode !== currency) {
      const reason = `the catalogue has its prices in ${catalogue.currencyCode}`;
      return {ok: false, issue: {field: 'currency', reason}};
    }
    this.#write('settings', settings.value);
    return settings;
  }

  /**
   * Replaces the catalogue by the items of a file, if every row of it is good; with `dryRun` only
   * says what would come of it. Throws `store/not-set-up` before there are settings.
   */
  importItems(text: string, {dryRun}: {readonly dryRun: boolean}): ImportOutcome {
    const {currencyCode, taxGroups} = this.#priced();
    const {items, problems} = readItems(text, {currencyCode, taxGroups});
    const before = new Map(this.catalogue?.items.map(item => [item.code, item]));
    const after = new Set(items.map(({code}) => code));
    const added = items.filter(({code}) => !before.has(code)).length;
    const changed = items.filter(item => differs(before.get(item.code), item)).length;
    const removed = [...before.keys()].filter(code => !after.has(code)).length;
    const taken = problems.length === 0 && !dryRun;
    if (taken) this.#write('catalogue', {currencyCode, items} satisfies Catalogue);
    return {items: items.length, added, changed, removed, problems, taken};
  }

  /** Adds an operator, or gives one of this id another name, role and PIN. */
  keepOperator({pin, ...operator}: Omit<Operator, 'pin'> & {readonly pin: string}): void {
    const others = this.operators.filter(({operatorId}) => operatorId !== operator.operatorId);
    const kept: Operator = {...operator, pin: hashPin(pin, this.#random)};
    this.#write('operators', {operators: [...others, kept]});
  }

  /** False where there is none of this id. */
  removeOperator(operatorId: string): boolean {
    const others = this.operators.filter(operator => operator.operatorId !== operatorId);
    if (others.length === this.operators.length) return false;
    this.#write('operators', {operators: others});
    return true;
  }

  /** Every document there is, for tills to compare with theirs. */
  list(): {
    readonly name: StoreDocumentName;
    readonly version: number;
    readonly changedAtMs: number;
    readonly parts: number;
  }[] {
    return [...this.#documents].map(([name, {version, changedAtMs, text}]) => ({
      ...{name, version, changedAtMs},
      parts: Math.max(1, Math.ceil(text.length / PART_LENGTH)),
    }));
  }

  /** One part of a document; `undefined` for another version than the newest. */
  part(asked: {
    readonly name: string;
    readonly version: number;
    readonly part: number;
  }): string | undefined {
    const name = STORE_DOCUMENTS.find(known => known === asked.name);
    const document = name && this.#documents.get(name);
    if (document?.version !== asked.version) return undefined;
    const from = asked.part * PART_LENGTH;
    if (from > 0 && from >= document.text.length) return undefined;
    return document.text.slice(from, from + PART_LENGTH);
  }

  #priced(): {readonly currencyCode: CurrencyCode; readonly taxGroups: readonly string[]} {
    const {settings} = this;
    if (!settings) throw new Fault('store/not-set-up');
    const taxGroups = settings.tax_group.map(({id}) => id);
    return {currencyCode: settings.currency, taxGroups};
  }

  #read<Schema extends z.ZodType>(
    name: StoreDocumentName,
    schema: Schema,
  ): z.output<Schema> | undefined {
    const document = this.#documents.get(name);
    if (!document) return undefined;
    const json = parseJson(document.text);
    const read = json.ok ? parseValue(schema, json.value) : json;
    if (read.ok) return read.value;
    throw new Fault('store/unreadable', {document: name, reason: formatIssue(read.issue)});
  }

  /** Versions never go back, also where the clock does. */
  #write(name: StoreDocumentName, value: unknown): void {
    const nowMs = Math.max(0, Math.floor(this.#clock.wallMs()));
    const version = Math.max((this.#documents.get(name)?.version ?? 0) + 1, nowMs);
    assert(Number.isSafeInteger(version), 'a version is a safe integer');
    const document = {version, changedAtMs: nowMs, text: JSON.stringify(value)};
    this.#disk.write(name, document);
    this.#documents.set(name, document);
    this.changes.publish(name);
  }
}

function differs(before: Item | undefined, after: Item): boolean {
  return before !== undefined && JSON.stringify(before) !== JSON.stringify(after);
}

/** Dots of a picture may look like any number; the schema lets nothing else stand there. */
function withoutPicture(value: unknown): unknown {
  const text = JSON.stringify(value, (key, part: unknown) => (key === 'logo' ? undefined : part));
  const plain = parseJson(text);
  return plain.ok ? plain.value : value;
}
