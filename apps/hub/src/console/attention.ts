import type {Clock} from '@holdfast/std';
import type {HubStatus} from '../hub-status.ts';
import {type Attention, SEVERITIES, type Severity} from './console-view.ts';

/** A till's clock that is further off is worth a look: receipts carry it. */
const CLOCK_OFF_MS = 30_000;

/** How bad each known issue is, and whether its remedy waits for closing time. */
const KNOWN: Readonly<Record<string, readonly [Severity, safeWhileSelling: boolean]>> = {
  'hub/replaced': ['now', true],
  'ledger/diverged': ['now', true],
  'ledger/stuck': ['now', true],
  'ledger/behind': ['soon', true],
  'ledger/quarantined': ['soon', true],
  'uplink/none': ['now', false],
  'uplink/all-paused': ['now', true],
  'uplink/all-down': ['now', false],
  'uplink/untrusted': ['soon', true],
  'uplink/over-budget': ['soon', true],
  'uplink/some-down': ['soon', false],
  'uplink/source-changed': ['soon', true],
  'uplink/routes-lacking': ['soon', false],
  'uplink/slow': ['know', true],
  'uplink/metered': ['know', true],
  'uplink/budget-low': ['know', true],
  'uplink/unsure': ['know', true],
  'till/silent': ['soon', true],
  'till/unsent': ['now', true],
  'till/clock': ['soon', true],
  'discovery/silent': ['know', true],
  'standby/away': ['soon', true],
  'standby/stuck': ['soon', true],
  'standby/diverged': ['now', true],
  'certificate/leaf-expiring': ['soon', true],
  'certificate/authority-expiring': ['soon', false],
  'recovery/no-sheet': ['soon', true],
  'recovery/unproven': ['soon', true],
};

/** Their codes: each has its words in every language. */
export const KNOWN_ISSUES: readonly string[] = Object.keys(KNOWN);

type Found = Pick<Attention, 'code' | 'subject' | 'detail'>;

/**
 * What a person should see to, worst first, from the one state model: the codes are those of the
 * status, the command line and the screens. Remembers since when each is so.
 */
export class AttentionBook {
  readonly #clock: Clock;
  readonly #since = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  look(status: HubStatus, {aside}: {readonly aside: number}): readonly Attention[] {
    const found = issuesOf(status, aside);
    const names = new Set(found.map(nameOf));
    for (const name of this.#since.keys()) if (!names.has(name)) this.#since.delete(name);
    const nowMs = this.#clock.wallMs();
    const listed = found.map((one): Attention => {
      const name = nameOf(one);
      const sinceMs = this.#since.get(name) ?? nowMs;
      this.#since.set(name, sinceMs);
      const [severity, safeWhileSelling] = KNOWN[one.code] ?? ['soon', true];
      return {...one, severity, safeWhileSelling, sinceMs};
    });
    const rank = ({severity}: Attention) => SEVERITIES.indexOf(severity);
    return listed.sort((a, b) => rank(a) - rank(b));
  }
}

function nameOf({code, subject}: Found): string {
  return `${code} ${subject}`;
}

/** Each issue once, as it follows from the status. */
function issuesOf(status: HubStatus, aside: number): readonly Found[] {
  const {causes, issues, routes, discovery, standby} = status;
  const plain = (code: string, detail = '', subject = ''): Found => ({code, detail, subject});
  const mirrored = standby?.state ?? 'mirrored';
  return [
    ...causes.map(code => plain(code, code === 'ledger/stuck' ? status.ledger.stuck : '')),
    ...issues.map(({code, detail}) => plain(code, detail)),
    ...(aside > 0 ? [plain('ledger/quarantined', String(aside))] : []),
    ...routes.lacking.map(name => plain('uplink/routes-lacking', '', name)),
    ...status.tills.flatMap(tillIssues),
    ...(['away', 'stuck', 'diverged'].includes(mirrored)
      ? [plain(`standby/${mirrored}`, '', standby?.name)]
      : []),
    ...(!discovery.announcing && discovery.problem !== 'switched off by announce.enabled'
      ? [plain('discovery/silent', discovery.problem)]
      : []),
  ];
}

function tillIssues(till: HubStatus['tills'][number]): readonly Found[] {
  const {workstationId: subject, connected, closed, clockOffsetMs, saidSequence = 0} = till;
  if (closed !== undefined && closed !== '') return [];
  const waiting = waitingAt(till);
  if (!connected && waiting > 0) {
    return [{code: 'till/unsent', subject, detail: String(waiting)}];
  }
  if (!connected) return saidSequence > 0 ? [{code: 'till/silent', subject, detail: ''}] : [];
  const offS = Math.round(Math.abs(clockOffsetMs) / 1_000);
  return Math.abs(clockOffsetMs) > CLOCK_OFF_MS
    ? [{code: 'till/clock', subject, detail: String(offS)}]
    : [];
}

/** What a till said that it has, and this hub does not. */
export function waitingAt(till: HubStatus['tills'][number]): number {
  const {saidSequence = 0, recordedSequence, heldSequence} = till;
  return Math.max(0, saidSequence - Math.max(recordedSequence, heldSequence));
}
