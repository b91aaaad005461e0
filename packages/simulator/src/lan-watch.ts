import type {AckWatch, Finding} from '@holdfast/checkers';
import type {LaneTail} from '@holdfast/ledger';
import {type HubId, type JournalId, parseHubMessage, parseTerminalMessage} from '@holdfast/wire';
import {entryName} from './entry-name.ts';
import type {History} from './history.ts';
import type {CircuitWatch} from './lan-circuit.ts';
import type {RarePaths} from './rare-paths.ts';
import type {Trouble} from './trouble.ts';

/** What is held against what the hub says. */
export interface Witnesses {
  readonly history: History;
  readonly rare: RarePaths;
  readonly acks: AckWatch;
  /** Which life of the hub made this entry durable, if one did. */
  durableSince(entry: string): number | undefined;
  readonly hubLives: number;
  /** What this hub knows of a journal, if it serves now. */
  laneOf(hubId: HubId, journalId: JournalId): Pick<LaneTail, 'known'> | undefined;
  /** Whether this hub has heard that another took over. */
  isFenced(hubId: HubId): boolean;
  found(trouble: Trouble): void;
  foundBy(finding: Finding | undefined): void;
}

/** Reads along on the store's network: writes it all down, and holds the hub to its word. */
export class LanWatch {
  readonly #witnesses: Witnesses;

  constructor(witnesses: Witnesses) {
    this.#witnesses = witnesses;
  }

  /** For one circuit, over which one till speaks to one hub. */
  watchOf(till: string, hubId: HubId): CircuitWatch {
    const {history, rare} = this.#witnesses;
    let journalId: JournalId | undefined;
    return {
      toHub: text => {
        history.note('message', `${till} → hub ${text}`);
        const message = parseTerminalMessage(text);
        if (!message.ok) return;
        if (message.value.type === 'authenticate') journalId = message.value.journalId;
        if (message.value.type !== 'recordTransaction' || !journalId) return;
        const name = entryName(journalId, message.value.sequenceNumber);
        if (this.#witnesses.durableSince(name) !== undefined) rare.reached('duplicateAfterLostAck');
      },
      toTill: text => {
        history.note('message', `hub → ${till} ${text}`);
      },
      hubSays: text => {
        this.#hold({hubId, journalId}, text);
      },
      unknown: () => rare.reached('halfOpen'),
    };
  }

  #hold(
    {hubId, journalId}: {readonly hubId: HubId; readonly journalId: JournalId | undefined},
    text: string,
  ): void {
    const {acks, rare} = this.#witnesses;
    const message = parseHubMessage(text);
    if (!message.ok) {
      const detail = `says what no till can read: ${text.slice(0, 100)}`;
      this.#witnesses.found({invariant: 'defect', at: 'hub', detail});
      return;
    }
    if (message.value.type === 'refused' && message.value.reason === 'superseded') {
      rare.reached('superseded');
    }
    if (message.value.type === 'welcome' && journalId) {
      const lane = this.#witnesses.laneOf(hubId, journalId);
      if (lane?.known === 'base') rare.reached('statementAsBase');
    }
    if (message.value.type !== 'recordTransactionReply' || !journalId) return;
    const {sequenceNumber, outcome} = message.value;
    if (outcome.kind === 'busy') rare.reached('busy');
    if (outcome.kind === 'quarantined') rare.reached('quarantined');
    if (outcome.kind !== 'recorded' && outcome.kind !== 'quarantined') return;
    const {ledgerId, position} = outcome;
    if (this.#witnesses.isFenced(hubId)) {
      const detail = `records ${journalId}/${sequenceNumber} though another hub took over`;
      this.#witnesses.found({invariant: 'I12', at: hubId, detail});
    }
    this.#witnesses.foundBy(acks.acknowledged({ledgerId, position, journalId, sequenceNumber}));
    const since = this.#witnesses.durableSince(entryName(journalId, sequenceNumber));
    if (since !== undefined && since < this.#witnesses.hubLives)
      rare.reached('recordedAfterReopen');
  }
}
