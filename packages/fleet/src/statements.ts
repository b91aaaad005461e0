import {type Bytes, toBase64Url} from '@holdfast/std';
import {
  encodeHeldStatement,
  type HeldStatement,
  heldStatementSigningMessage,
  type JournalId,
} from '@holdfast/wire';
import type {JournalRecord} from './journal-record.ts';
import type {FleetPorts} from './ports.ts';

const STATEMENTS_KEPT_MAX = 16_384;

/**
 * Signs what is held, journal by journal. Only records that were read after their commit may come
 * here: a statement lets a till delete, so it never runs ahead of the disk.
 */
export class Statements {
  readonly #ports: Pick<FleetPorts, 'gatewayKey' | 'clock' | 'store'>;
  readonly #signed = new Map<JournalId, {readonly name: string; readonly text: string}>();

  constructor(ports: Pick<FleetPorts, 'gatewayKey' | 'clock' | 'store'>) {
    this.#ports = ports;
  }

  /** Encoded, base64url; `undefined` while nothing of the journal is held. */
  async of(journal: JournalRecord): Promise<string | undefined> {
    const {journalId, heldSequence} = journal;
    if (heldSequence === 0) return undefined;
    const name = `${heldSequence}/${this.#ports.store.incarnation}`;
    const known = this.#signed.get(journalId);
    if (known?.name === name) return known.text;
    const text = toBase64Url(await this.#sign(journal));
    if (this.#signed.size >= STATEMENTS_KEPT_MAX) this.#signed.clear();
    this.#signed.set(journalId, {name, text});
    return text;
  }

  async #sign(journal: JournalRecord): Promise<Bytes> {
    const statement: HeldStatement = {
      retailStoreId: journal.retailStoreId,
      workstationId: journal.workstationId,
      journalId: journal.journalId,
      sequenceNumber: journal.heldSequence,
      entryHash: journal.heldHash,
      gatewayIncarnation: this.#ports.store.incarnation,
      issuedAtMs: this.#ports.clock.wallMs(),
    };
    const signature = await this.#ports.gatewayKey.sign(heldStatementSigningMessage(statement));
    return encodeHeldStatement({...statement, signature});
  }
}
