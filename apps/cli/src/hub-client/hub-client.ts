import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {type ImportOutcome, importOutcomeSchema} from '@holdfast/catalogue';
import {
  type DataKeyStatus,
  type DayTotals,
  dataKeySchema,
  dayTotalsSchema,
  type FoundEntryText,
  foundEntryTextSchema,
  type HubIdentity,
  type HubStatus,
  hubIdentitySchema,
  hubStatusSchema,
  type LedgerEntryText,
  type LedgerSummary,
  ledgerEntryTextSchema,
  ledgerSummarySchema,
  type NamedJournal,
  namedJournalSchema,
  type PairingCodeOpened,
  type PairingCodeStatus,
  type PrinterStatus,
  type PrintJobStatus,
  pairingCodeOpenedSchema,
  pairingCodeStatusSchema,
  printerStatusSchema,
  printJobStatusSchema,
  type StandbyStatus,
  type StoreSummary,
  standbyStatusSchema,
  storeSummarySchema,
  type TakenAnswer,
  takenAnswerSchema,
  type UplinkStatus,
  type UplinkTest,
  type UplinkWish,
  uplinkStatusSchema,
  uplinkTestSchema,
} from '@holdfast/hub/client';
import {FAULTS, Fault, type FaultCode} from '@holdfast/std';
import * as z from 'zod';
import {PersonalClient} from './personal-client.ts';

const ANSWER_MS = 10_000;
const WALK_MS = 3_600_000; // what reads every ledger through

const pairingSchema = z.object({link: z.string(), windowMs: z.number()});
const promotedSchema = z.object({
  schema: z.literal('holdfast.standby-promoted/1'),
  hubId: z.string(),
  epoch: z.int(),
  hubBefore: z.string(),
});
const consoleCodeSchema = z.object({code: z.string(), validMs: z.number()});
const changedTillSchema = z.object({journalId: z.string()});
const recoverySheetSchema = z.object({words: z.array(z.string()), printedAtMs: z.number()});
export type RecoverySheet = z.output<typeof recoverySheetSchema>;
const problemSchema = z.object({
  detail: z.string().default(''),
  code: z.string().optional(),
  fields: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
});

/**
 * A running hub, asked over its loopback door by whoever may read its data directory. Throws
 * `hub/unreachable` where none is running, `request/unauthorized` where the directory is not ours
 * to read, `request/not-found` for what the hub does not know, `wire/version` for an answer of
 * another version, and the hub's own faults.
 */
export class HubClient {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  async status(): Promise<HubStatus> {
    return this.#read(hubStatusSchema, 'GET', '/v1/status');
  }

  async identity(): Promise<HubIdentity> {
    return this.#read(hubIdentitySchema, 'GET', '/v1/identity');
  }

  async openPairing(): Promise<z.output<typeof pairingSchema>> {
    return this.#read(pairingSchema, 'POST', '/v1/pairing-windows');
  }

  /** Who mirrors whom: asked at the hub, or at its standby. */
  async standby(): Promise<StandbyStatus> {
    return this.#read(standbyStatusSchema, 'GET', '/v1/standby');
  }

  /** Opens the hub to one standby. */
  async openStandbyWindow(): Promise<z.output<typeof pairingSchema>> {
    return this.#read(pairingSchema, 'POST', '/v1/standby-windows');
  }

  /** Makes the standby that runs here the hub. Throws `standby/hub-alive`. */
  async promoteStandby(force: boolean): Promise<z.output<typeof promotedSchema>> {
    const path = `/v1/standby/promote${force ? '?force=yes' : ''}`;
    return this.#read(promotedSchema, 'POST', path);
  }

  /** Throws `request/not-found` where the hub has none. */
  async dismissStandby(): Promise<StandbyStatus> {
    return this.#read(standbyStatusSchema, 'POST', '/v1/standby/dismiss');
  }

  /** Eight digits by which somebody signs in at the console, once. */
  async drawConsoleCode(): Promise<z.output<typeof consoleCodeSchema>> {
    return this.#read(consoleCodeSchema, 'POST', '/v1/console-codes');
  }

  /** Draws a new recovery sheet; the hub tells its words this once. */
  async printRecoverySheet(): Promise<RecoverySheet> {
    return this.#read(recoverySheetSchema, 'POST', '/v1/recovery-sheets');
  }

  /** Throws `recovery/words-wrong` or `recovery/no-sheet`. */
  async confirmRecoverySheet(words: string): Promise<void> {
    await this.#ask('POST', '/v1/recovery-proofs', JSON.stringify({words}));
  }

  /** Opens a window for one till that types the digits. They are told once. */
  async openPairingCode(): Promise<PairingCodeOpened> {
    return this.#read(pairingCodeOpenedSchema, 'POST', '/v1/pairing-codes');
  }

  async pairingCode(windowId: string): Promise<PairingCodeStatus> {
    return this.#read(pairingCodeStatusSchema, 'GET', `/v1/pairing-codes/${windowId}`);
  }

  /** The manager's word about the till that was shown. */
  async decidePairingCode(decision: {
    readonly windowId: string;
    readonly journalId: string;
    readonly approve: boolean;
  }): Promise<PairingCodeStatus> {
    const {windowId, journalId, approve} = decision;
    const word = approve ? 'approve' : 'decline';
    const path = `/v1/pairing-codes/${windowId}/${word}?journalId=${encodeURIComponent(journalId)}`;
    return this.#read(pairingCodeStatusSchema, 'POST', path);
  }

  /**
   * Takes a till out of the store, by its workstation or the beginning of its journal's id; answers
   * the journal.
   */
  async revokeTill(till: string): Promise<string> {
    return this.#atTill('revoke', till);
  }

  async renameTill({till, name}: {readonly till: string; readonly name: string}): Promise<string> {
    return this.#atTill('rename', till, JSON.stringify({name}));
  }

  async #atTill(act: string, till: string, body?: string): Promise<string> {
    const path = `/v1/tills/${encodeURIComponent(till)}/${act}`;
    const answer = await this.#ask('POST', path, body);
    return parse(changedTillSchema, await answer.json(), path).journalId;
  }

  /** Customers' personal data. */
  get personalData(): PersonalClient {
    return new PersonalClient((schema, {method, path, body}) =>
      this.#read(schema, method, path, body),
    );
  }

  async store(): Promise<StoreSummary> {
    return this.#read(storeSummarySchema, 'GET', '/v1/store');
  }

  /** Throws `request/malformed`, which names the first setting that is wrong. */
  async keepSettings(settings: unknown): Promise<StoreSummary> {
    return this.#read(storeSummarySchema, 'POST', '/v1/store/settings', JSON.stringify(settings));
  }

  /** Hands in a file of items; answers every wrong cell. Throws `store/not-set-up`. */
  async importItems(text: string, how: {readonly dryRun: boolean}): Promise<ImportOutcome> {
    const path = `/v1/store/catalogue?dryRun=${how.dryRun}`;
    return this.#read(importOutcomeSchema, 'POST', path, text);
  }

  async keepOperator(operator: {
    readonly operatorId: string;
    readonly name: string;
    readonly role: string;
    readonly pin: string;
  }): Promise<StoreSummary> {
    return this.#read(storeSummarySchema, 'POST', '/v1/store/operators', JSON.stringify(operator));
  }

  /** Throws `request/not-found`. */
  async removeOperator(operatorId: string): Promise<StoreSummary> {
    const path = `/v1/store/operators/${encodeURIComponent(operatorId)}/remove`;
    return this.#read(storeSummarySchema, 'POST', path);
  }

  async printers(): Promise<readonly PrinterStatus[]> {
    return this.#read(z.array(printerStatusSchema), 'GET', '/v1/printers');
  }

  /** Throws `request/malformed`, which names the first setting that is wrong. */
  async keepPrinter(printer: unknown): Promise<readonly PrinterStatus[]> {
    const schema = z.array(printerStatusSchema);
    return this.#read(schema, 'POST', '/v1/printers', JSON.stringify(printer));
  }

  /** Throws `request/not-found`. */
  async removePrinter(name: string): Promise<readonly PrinterStatus[]> {
    const path = `/v1/printers/${encodeURIComponent(name)}/remove`;
    return this.#read(z.array(printerStatusSchema), 'POST', path);
  }

  /** Throws `request/not-found`. */
  async testPrinter(name: string): Promise<PrintJobStatus> {
    const path = `/v1/printers/${encodeURIComponent(name)}/test`;
    return this.#read(printJobStatusSchema, 'POST', path);
  }

  /** Oldest first. */
  async printJobs(): Promise<readonly PrintJobStatus[]> {
    return this.#read(z.array(printJobStatusSchema), 'GET', '/v1/print-jobs');
  }

  /** By the beginning of its id. Throws `request/not-found`. */
  async decidePrintJob(
    idBegins: string,
    wish: {readonly wish: 'again' | 'cancel' | 'move'; readonly printer?: string},
  ): Promise<PrintJobStatus> {
    const path = `/v1/print-jobs/${encodeURIComponent(idBegins)}`;
    return this.#read(printJobStatusSchema, 'POST', path, JSON.stringify(wish));
  }

  /** The keys that the ledgers are sealed under, oldest first. */
  async dataKeys(): Promise<readonly DataKeyStatus[]> {
    return this.#read(z.array(dataKeySchema), 'GET', '/v1/data-keys');
  }

  /** Adds a key for what comes; answers all of them. */
  async rotateDataKey(): Promise<readonly DataKeyStatus[]> {
    return this.#read(z.array(dataKeySchema), 'POST', '/v1/data-keys');
  }

  /** Answers how all uplinks stand then. */
  async steer(uplink: {
    readonly name: string;
    readonly wish: UplinkWish;
  }): Promise<readonly UplinkStatus[]> {
    const path = `/v1/uplinks/${encodeURIComponent(uplink.name)}/${uplink.wish}`;
    return this.#read(z.array(uplinkStatusSchema), 'POST', path);
  }

  /** Probes one uplink now, or all that are not paused. */
  async testUplinks(name: string | undefined): Promise<readonly UplinkTest[]> {
    const query = name === undefined ? '' : `?name=${encodeURIComponent(name)}`;
    return this.#read(z.array(uplinkTestSchema), 'POST', `/v1/uplink-tests${query}`);
  }

  /** Oldest first; the last one is the one it writes. */
  async ledgers(): Promise<readonly LedgerSummary[]> {
    return this.#read(z.array(ledgerSummarySchema), 'GET', '/v1/ledgers');
  }

  /** Entries of the current ledger after a position, oldest first. */
  async entries(after: number, limit: number): Promise<readonly LedgerEntryText[]> {
    const path = `/v1/ledger?after=${after}&limit=${limit}`;
    const response = await this.#ask('GET', path);
    const lines = (await response.text()).split('\n').filter(line => line !== '');
    return lines.map(line => parse(ledgerEntryTextSchema, JSON.parse(line), path));
  }

  async entry(receiptNumber: string): Promise<FoundEntryText> {
    const path = `/v1/ledger/entries/${encodeURIComponent(receiptNumber)}`;
    return this.#read(foundEntryTextSchema, 'GET', path);
  }

  /** What each till sold on a business day. */
  async dayTotals(businessDayDate: string): Promise<DayTotals> {
    return this.#read(dayTotalsSchema, 'GET', `/v1/day-totals?day=${businessDayDate}`);
  }

  /** The keys of every journal in them. */
  async journals(): Promise<readonly NamedJournal[]> {
    return this.#read(z.array(namedJournalSchema), 'GET', '/v1/journals');
  }

  /** Hands on what head office wrote on a stick; answers what the hub took of it. */
  async takeAnswer(file: Uint8Array<ArrayBuffer>): Promise<TakenAnswer> {
    const path = '/v1/answers';
    const response = await this.#ask('POST', path, file);
    return parse(takenAnswerSchema, await response.json(), path);
  }

  /** The signed segment of a ledger that begins after a position. */
  async segment(wanted: {
    readonly ledgerId: string;
    readonly after: number;
    readonly upTo: number;
  }): Promise<Uint8Array<ArrayBuffer>> {
    const {ledgerId, after, upTo} = wanted;
    const path = `/v1/ledgers/${ledgerId}/segment?after=${after}&upTo=${upTo}`;
    return new Uint8Array(await (await this.#ask('GET', path)).arrayBuffer());
  }

  async #read<T>(
    schema: z.ZodType<T>,
    method: 'GET' | 'POST',
    path: string,
    body?: string,
  ): Promise<T> {
    const response = await this.#ask(method, path, body);
    return parse(schema, await response.json(), path);
  }

  /** A hub that starts draws a new token: whoever read the old one just before reads again. */
  async #ask(
    method: 'GET' | 'POST',
    path: string,
    body?: string | Uint8Array<ArrayBuffer>,
  ): Promise<Response> {
    const token = this.#secret('admin.token');
    const response = await this.#fetch({method, path, body}, token);
    if (response.ok) return response;
    const current = this.#secret('admin.token');
    const again = response.status === 401 && current !== token;
    const answer = again ? await this.#fetch({method, path, body}, current) : response;
    if (answer.ok) return answer;
    throw refusal(answer.status, await answer.text());
  }

  async #fetch(
    {
      method,
      path,
      body,
    }: {method: 'GET' | 'POST'; path: string; body: string | Uint8Array<ArrayBuffer> | undefined},
    token: string,
  ): Promise<Response> {
    const url = `http://127.0.0.1:${this.#secret('admin.port')}`;
    const headers = {authorization: `Bearer ${token}`};
    const signal = AbortSignal.timeout(path.startsWith('/v1/personal') ? WALK_MS : ANSWER_MS);
    try {
      return await fetch(url + path, {method, headers, signal, ...(body ? {body} : {})});
    } catch (cause) {
      throw new Fault('hub/unreachable', {data: this.#directory, at: url}, {cause});
    }
  }

  /** Both are there only while a hub runs, or after one was killed. */
  #secret(name: string): string {
    const file = join(this.#directory, name);
    try {
      return readFileSync(file, 'utf8').trim();
    } catch (cause) {
      const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
      if (code === 'EACCES' || code === 'EPERM') {
        const reason = 'this user may not read it';
        throw new Fault('request/unauthorized', {file, reason}, {cause});
      }
      const reason = 'no hub is running with this data directory';
      throw new Fault('hub/unreachable', {data: this.#directory, reason}, {cause});
    }
  }
}

function parse<T>(schema: z.ZodType<T>, value: unknown, path: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const first = result.error.issues[0];
  const field = (first?.path ?? []).map(String).join('.');
  const reason = 'the hub runs another version than this command';
  throw new Fault('wire/version', {answer: path, field, reason});
}

function refusal(status: number, text: string): Fault {
  const problem = problemSchema.safeParse(safeJson(text)).data ?? {detail: text, fields: {}};
  const {detail, code, fields} = problem;
  if (code !== undefined && isFaultCode(code)) return new Fault(code, fields);
  const reason = detail.slice(0, 300);
  if (status === 401) return new Fault('request/unauthorized', {reason});
  if (status === 404) return new Fault('request/not-found', {reason});
  if (status === 400) return new Fault('request/malformed', {reason});
  return new Fault('hub/unreachable', {status, reason});
}

function isFaultCode(code: string): code is FaultCode {
  return code in FAULTS;
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
