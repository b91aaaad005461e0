import type {HubJournal, Ledger} from '@holdfast/ledger';
import type {Clock, Log} from '@holdfast/std';
import {
  AUDIT_LIMITS,
  type AuditNoted,
  auditNotedSchema,
  ENTRY_KINDS,
  encodeHubBody,
  HUB_WORKSTATION,
  parseHubBody,
} from '@holdfast/wire';

/** What somebody does, as the journal is told. */
export interface AuditAct {
  readonly who: AuditNoted['who'];
  readonly address: string;
  readonly act: string;
  readonly subject?: string;
  readonly reason?: string;
}

/** So far back a past is read at a start; older entries are no business of a limit of a day. */
const READ_BACK_MAX = 5_000;

/** Who did what at the console: signed entries in the hub's journal, each before its act. */
export class AuditBook {
  readonly #journal: Pick<HubJournal, 'append'>;
  readonly #clock: Clock;
  readonly #log: Log;

  constructor(parts: {
    readonly journal: Pick<HubJournal, 'append'>;
    readonly clock: Clock;
    readonly log: Log;
  }) {
    this.#journal = parts.journal;
    this.#clock = parts.clock;
    this.#log = parts.log;
  }

  /** Resolves once it is durable. */
  async note(act: AuditAct, outcome: AuditNoted['outcome'] = 'done'): Promise<void> {
    const {who, address, act: name, subject = '', reason = ''} = act;
    const noted: AuditNoted = {
      ...{v: 1, notedAtMs: this.#clock.wallMs(), who, address, act: name, outcome},
      subject: subject.slice(0, AUDIT_LIMITS.subjectMax),
      reason: reason.slice(0, AUDIT_LIMITS.reasonMax),
    };
    await this.#journal.append('audit', encodeHubBody(auditNotedSchema, noted));
    this.#log.info('console.act', {act: name, outcome, by: who.kind});
  }

  /** Notes the wish, does it, and notes if it came to nothing. */
  async run<T>(act: AuditAct, work: () => Promise<T> | T): Promise<T> {
    await this.note(act, 'asked');
    try {
      return await work();
    } catch (error) {
      await this.note(act, 'failed');
      throw error;
    }
  }
}

/** Wrong tries since then, by the name they count under; oldest first. */
export async function readWrongSignIns(
  ledger: Pick<Ledger, 'lanes' | 'find'>,
  {sinceMs, nobody}: {readonly sinceMs: number; readonly nobody: string},
): Promise<readonly {readonly name: string; readonly atMs: number}[]> {
  const found: {name: string; atMs: number}[] = [];
  for (const {workstationId, journalId, sequenceNumber: last} of ledger.lanes()) {
    if (workstationId !== HUB_WORKSTATION) continue;
    const first = Math.max(1, last - READ_BACK_MAX);
    for (let sequenceNumber = last; sequenceNumber >= first; sequenceNumber--) {
      const entry = await ledger.find({journalId, sequenceNumber});
      if (!entry || entry.entry.line.recordedAtMs < sinceMs) break;
      const {header, body} = entry.entry.entry;
      if (header.kindCode !== ENTRY_KINDS.audit || !body) continue;
      const noted = parseHubBody(auditNotedSchema, body);
      if (!noted.ok || noted.value.act !== 'signInFailed') continue;
      const {who, notedAtMs} = noted.value;
      found.push({name: who.kind === 'operator' ? who.operatorId : nobody, atMs: notedAtMs});
    }
  }
  return found.sort((a, b) => a.atMs - b.atMs);
}
