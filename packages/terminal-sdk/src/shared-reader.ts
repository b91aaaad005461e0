import type {Log, Topic} from '@holdfast/std';
import type {AskShared, SharedPart, SharedVersions} from '@holdfast/wire';
import type {SharedDocument, SharedShelf} from './shared-document.ts';

type Listed = SharedVersions['documents'][number];

/** What is asked of the hub; the session adds the version of the protocol. */
export type SharedQuestion = Omit<AskShared, 'v'>;

/**
 * Keeps this terminal's copies of the shared documents at what the hub has: asks for each that is
 * another version, part by part, one question at a time, and tells of it once it is whole and kept.
 * A session that ends in the middle leaves the old copy; the next one begins again.
 */
export class SharedReader {
  readonly #shelf: SharedShelf;
  readonly #changes: Topic<SharedDocument>;
  readonly #log: Log;
  readonly #kept = new Map<string, SharedDocument>();
  #wanted: Listed[] = [];
  #texts: string[] = [];

  constructor(ports: {
    readonly shelf: SharedShelf;
    readonly changes: Topic<SharedDocument>;
    readonly log: Log;
  }) {
    this.#shelf = ports.shelf;
    this.#changes = ports.changes;
    this.#log = ports.log;
  }

  /** Reads what was kept. Before the first message. */
  async open(): Promise<void> {
    for (const document of await this.#shelf.load()) this.#kept.set(document.name, document);
  }

  document(name: string): SharedDocument | undefined {
    return this.#kept.get(name);
  }

  /** The hub's list, also the first word of a new session: what was on the road is asked again. */
  versions({documents}: SharedVersions): SharedQuestion | undefined {
    this.#wanted = documents.filter(({name, version}) => this.#kept.get(name)?.version !== version);
    this.#texts = [];
    return this.#question();
  }

  /** A part that nobody waits for any more changes nothing. */
  async part({name, version, part, text}: SharedPart): Promise<SharedQuestion | undefined> {
    const [wanted, ...rest] = this.#wanted;
    if (wanted?.name !== name || wanted.version !== version || part !== this.#texts.length) {
      return undefined;
    }
    this.#texts.push(text);
    if (this.#texts.length === wanted.parts) {
      const {changedAtMs} = wanted;
      const document = {name, version, changedAtMs, text: this.#texts.join('')};
      this.#wanted = rest;
      this.#texts = [];
      await this.#keep(document);
    }
    return this.#question();
  }

  /** A shelf that takes nothing costs a question after the next start, and no sale. */
  async #keep(document: SharedDocument): Promise<void> {
    const {name, version} = document;
    this.#kept.set(name, document);
    try {
      await this.#shelf.keep(document);
    } catch (error) {
      this.#log.warn('shared.notKept', {name, version, error: String(error)});
    }
    this.#changes.publish(document);
  }

  #question(): SharedQuestion | undefined {
    const [wanted] = this.#wanted;
    if (!wanted) return undefined;
    const {name, version} = wanted;
    return {type: 'askShared', name, version, part: this.#texts.length};
  }
}
