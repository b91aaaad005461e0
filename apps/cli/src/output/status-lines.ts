import type {HubStatus, TillStatus} from '@holdfast/hub/client';
import {causeWords} from './cause-words.ts';
import {plain} from './plain.ts';
import {countText, plural} from './quantity-text.ts';
import {retentionLine} from './retention-line.ts';
import type {Look, Paint} from './style.ts';
import {type Cell, tableLines} from './table.ts';
import {durationText, sinceText} from './time-text.ts';
import {uplinkLines} from './uplink-lines.ts';

/** A till whose clock is off by more is worth a look. */
const CLOCK_WARN_MS = 30_000;

interface StateWords {
  readonly look: Look;
  readonly shape: string;
  readonly name: string;
  effect(ledger: HubStatus['ledger']): string;
}

/** Shape, word and colour say the same: nobody has to tell green from red. */
const STATES: Readonly<Record<HubStatus['state'], StateWords>> = {
  online: {
    look: 'good',
    shape: '●',
    name: 'ONLINE',
    effect: ({unsent}) => (unsent === 0 ? 'all is at head office' : 'sent as it comes'),
  },
  degraded: {look: 'warn', shape: '▲', name: 'DEGRADED', effect: () => 'selling goes on'},
  offline: {
    look: 'bad',
    shape: '■',
    name: 'OFFLINE',
    effect: () => 'selling goes on inside the store',
  },
  recovering: {
    look: 'busy',
    shape: '↻',
    name: 'RECOVERING',
    effect: ({unsent}) => `selling goes on; ${plural(unsent, 'entry', 'entries')} still to send`,
  },
};

/** How the store stands, for a person: state, since when, why, what next; then its parts. */
export function statusLines(status: HubStatus, paint: Paint): string[] {
  const {store, hubId, version, tills, uplinks} = status;
  return [
    headline(status, paint),
    paint('dim', `${plain(store.name)}, store ${store.id} · hub ${hubId.slice(0, 8)} · ${version}`),
    ...causeLines(status, paint),
    ...issueLines(status, paint),
    '',
    ...(tills.length > 0
      ? tillLines(status, paint)
      : ['No till is paired yet. Let one in with: holdfast pair']),
    '',
    ...uplinkLines(uplinks, paint),
    ...routeLines(status, paint),
    '',
    ledgerLine(status, paint),
    retentionLine(status, paint),
    discoveryLine(status, paint),
    authorityLine(status, paint),
  ];
}

function headline({state, sinceMs, timeMs, ledger}: HubStatus, paint: Paint): string {
  const {look, shape, name, effect} = STATES[state];
  const since = `since ${sinceText(sinceMs, timeMs)} (${durationText(timeMs - sinceMs)})`;
  return `${paint(look, `${shape} ${name}`)} ${since}: ${effect(ledger)}`;
}

function causeLines({causes}: HubStatus, paint: Paint): string[] {
  return causes.flatMap(code => {
    const {means, next} = causeWords(code);
    const nextLine = next === undefined ? [] : [`  → ${plain(next)}`];
    return [`  ${plain(means)} ${paint('dim', plain(code))}`, ...nextLine];
  });
}

function issueLines({issues}: HubStatus, paint: Paint): string[] {
  return issues.flatMap(({code, detail}) => {
    const {means, next} = causeWords(code);
    const nextLine = next === undefined ? [] : [`  → ${plain(next)}`];
    const said = `${plain(means)} ${plain(detail)}`.trim();
    return [`  ${paint('warn', '▲')} ${said} ${paint('dim', plain(code))}`, ...nextLine];
  });
}

function authorityLine({authority}: HubStatus, paint: Paint): string {
  const {origin, site} = authority;
  const page =
    site.port > 0
      ? `page on port ${site.port}`
      : paint('warn', `▲ no page to trust it by (${plain(site.problem)})`);
  return `Browsers  ${origin} · ${page} · holdfast ca`;
}

function tillLines({tills, timeMs}: HubStatus, paint: Paint): string[] {
  const columns = [
    {title: 'TILL'},
    {title: 'NAME'},
    {title: 'HERE SINCE'},
    {title: 'ADDRESS'},
    {title: '◐ IN HUB', align: 'right'},
    {title: '● AT HQ', align: 'right'},
    {title: 'CLOCK', align: 'right'},
  ] as const;
  return tableLines({columns, rows: tills.map(till => tillRow(till, timeMs))}, paint);
}

function tillRow(till: TillStatus, nowMs: number): Cell[] {
  const {workstationId, name, connected, closed, address, recordedSequence, heldSequence} = till;
  const held = heldSequence < recordedSequence ? 'warn' : 'good';
  const presence: Cell = connected
    ? {text: `● ${sinceText(till.sinceMs, nowMs)}`, look: 'good'}
    : closed === undefined
      ? {text: '○ not here', look: 'warn'}
      : {text: `× ${closed}`, look: 'dim'};
  return [
    workstationId,
    name,
    presence,
    address,
    countText(recordedSequence),
    {text: countText(heldSequence), look: held},
    connected ? clockCell(till.clockOffsetMs) : '',
  ];
}

/** How far the till's clock is from the hub's: behind is minus. */
function clockCell(offsetMs: number): Cell {
  const seconds = -offsetMs / 1_000;
  const text = `${seconds > 0.05 ? '+' : ''}${(Math.abs(seconds) < 0.05 ? 0 : seconds).toFixed(1)} s`;
  return Math.abs(offsetMs) > CLOCK_WARN_MS ? {text: `▲ ${text}`, look: 'warn'} : text;
}

function routeLines({routes}: HubStatus, paint: Paint): string[] {
  const {lacking, problem} = routes;
  const unknown = `Whether the policy routes are set cannot be told: ${plain(problem)}`;
  return [
    ...(lacking.length > 0
      ? [
          paint('bad', `■ Policy routes missing: ${lacking.map(plain).join(', ')}`) +
            ' leaves by another line.',
          '  → holdfast uplinks routes --apply',
        ]
      : []),
    ...(problem === '' ? [] : [paint('warn', `▲ ${unknown}`)]),
  ];
}

function ledgerLine({ledger}: HubStatus, paint: Paint): string {
  const {position, unsent, oldestUnsentMs, quarantined, stuck} = ledger;
  const waiting =
    unsent === 0
      ? paint('good', 'all held at head office')
      : paint('warn', `${countText(unsent)} unsent, oldest ${durationText(oldestUnsentMs)}`);
  const aside = quarantined > 0 ? [paint('warn', `! ${countText(quarantined)} set aside`)] : [];
  const held = stuck === '' ? [] : [paint('bad', `stuck: ${plain(stuck)}`)];
  const entries = `Ledger    ${plural(position, 'entry', 'entries')}`;
  return [entries, waiting, ...aside, ...held].join(' · ');
}

function discoveryLine({discovery, lan}: HubStatus, paint: Paint): string {
  const {announcing, name, interfaces, problem} = discovery;
  const at = `port ${lan.port}`;
  return announcing
    ? `Discovery announced as “${plain(name)}” on ${interfaces.join(', ')} · ${at}`
    : `Discovery ${paint('warn', `▲ not announced (${plain(problem)})`)}: tills use the address · ${at}`;
}
