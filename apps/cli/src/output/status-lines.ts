import type {HubStatus} from '@holdfast/hub/client';
import {causeWords} from './cause-words.ts';
import {MIRROR_WORDS} from './mirror-words.ts';
import {plain} from './plain.ts';
import {problemWords} from './printer-lines.ts';
import {countText, plural} from './quantity-text.ts';
import {retentionLine} from './retention-line.ts';
import type {Look, Paint} from './style.ts';
import {tillLines} from './till-lines.ts';
import {durationText, sinceText} from './time-text.ts';
import {tookOverLines} from './took-over-lines.ts';
import {uplinkLines} from './uplink-lines.ts';

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
      ? tillLines(status, {paint})
      : ['No till is paired yet. Let one in with: holdfast pair']),
    ...tookOverLines(status, paint),
    '',
    ...uplinkLines(uplinks, paint),
    ...routeLines(status, paint),
    '',
    ledgerLine(status, paint),
    ...standbyLine(status, paint),
    ...printersLine(status, paint),
    retentionLine(status, paint),
    discoveryLine(status, paint),
    authorityLine(status, paint),
  ];
}

function standbyLine({standby}: HubStatus, paint: Paint): string[] {
  if (!standby) return [];
  const {look, words} = MIRROR_WORDS[standby.state];
  const lag =
    standby.lagEntries > 0 ? `, ${plural(standby.lagEntries, 'entry', 'entries')} behind` : '';
  return [`standby   ${paint(look, plain(standby.name))} ${words}${lag}`];
}

function printersLine({printers = []}: HubStatus, paint: Paint): string[] {
  if (printers.length === 0) return [];
  const each = printers.map(printer => {
    const {name, problem, waiting} = printer;
    const queue = waiting > 0 ? `, ${waiting} waiting` : '';
    const state = problem ? paint('bad', `■ ${problemWords(problem, printer)}`) : 'ready';
    return `${name} ${state}${queue}`;
  });
  return [`Printers  ${each.join(' · ')}`];
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
