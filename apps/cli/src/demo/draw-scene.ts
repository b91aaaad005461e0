import type {HubStatus} from '@holdfast/hub/client';
import type {Paint} from '../output/style.ts';
import {DEMO_OPERATORS} from '../till/furnish-store.ts';
import type {DemoScene} from './demo-scene.ts';

const NEWS_LINES = 6;
const KEYS = '  i internet · 1 fibre · 2 lte: on/off   h hub · t till: kill/start   q end';

/** Shape, word and colour say the same: nobody has to tell green from red. */
const STATES = {
  online: {look: 'good', shape: '●', words: 'ONLINE: everything is at head office'},
  degraded: {look: 'warn', shape: '▲', words: 'ON BACKUP: keep selling'},
  offline: {look: 'bad', shape: '■', words: 'NO INTERNET: selling inside the store'},
  recovering: {look: 'busy', shape: '↻', words: 'RECOVERING: sending what piled up'},
} as const;

const UNSURE = {look: 'busy', shape: '…', words: 'ASKING HEAD OFFICE: keep selling'} as const;

const FOUND_BY: Readonly<Record<string, string>> = {
  'dns-sd': 'mDNS',
  'last-known': 'last address',
  configured: 'configuration',
  link: 'pairing link',
};

/** One picture of the store, as lines of at most `width` characters (colours not counted). */
export function drawScene(scene: DemoScene, paint: Paint, width = 78): string[] {
  return [
    headline(scene, paint, width),
    paint('dim', '─'.repeat(width)),
    ...tillLines(scene, paint),
    '',
    ...uplinkLines(scene, paint),
    '',
    ledgerLine(scene, paint),
    saleLine(scene, width),
    '',
    ...scene.news.slice(-NEWS_LINES).map(line => paint('dim', `  ${line}`.slice(0, width))),
    ...(scene.keys ? ['', ...seatLine(scene, paint), paint('dim', KEYS)] : []),
  ];
}

function seatLine({seat}: DemoScene, paint: Paint): string[] {
  const [operator] = DEMO_OPERATORS;
  if (seat.code === '') return [];
  return [
    `  your till  ${paint('bold', seat.page)}`,
    paint(
      'dim',
      `             digits ${seat.code} · till number W09 · PIN of ${operator.name} ${operator.pin}`,
    ),
  ];
}

function headline({hub, elapsedMs}: DemoScene, paint: Paint, width: number): string {
  const clock = new Date(elapsedMs).toISOString().slice(14, 19);
  if (!hub)
    return `${clock}  ${paint('bad', '⬣ HUB DOWN: each till works alone, on its own journal')}`;
  const unsure = hub.state === 'degraded' && hub.causes.includes('uplink/unsure');
  const {look, shape, words} = unsure ? UNSURE : STATES[hub.state];
  const said = `${shape} ${words}`;
  const causes = hub.causes.length > 0 ? `  (${hub.causes.join(', ')})` : '';
  const room = Math.max(0, width - clock.length - said.length - 2);
  return `${clock}  ${paint(look, said)}${paint('dim', causes.slice(0, room))}`;
}

function tillLines({tills}: DemoScene, paint: Paint): string[] {
  const rows = tills.map(({name, view}) => {
    if (!view) return `  ${name.padEnd(6)}${paint('bad', 'not running')}`;
    const alone = view.state === 'hub-lost';
    const found = FOUND_BY[view.foundBy] ?? view.foundBy;
    const state = alone ? paint('bad', '⬣ alone'.padEnd(15)) : found.padEnd(15);
    const counts = [view.journaled, view.recorded, view.held].map(count =>
      String(count).padStart(11),
    );
    return `  ${name.padEnd(6)}${state}${counts.join('')}`;
  });
  return [paint('dim', '  till  found hub by      ○ on till    ◐ in hub   ● at HQ'), ...rows];
}

function uplinkLines({hub, lines}: DemoScene, paint: Paint): string[] {
  return lines.map(({name, cut}) => {
    const uplink = hub?.uplinks.find(each => each.name === name);
    const health = uplink?.health ?? 'unknown';
    const look = health === 'healthy' ? 'good' : health === 'down' ? 'bad' : 'warn';
    const shape = {healthy: '●', down: '■'}[health] ?? '▲';
    const facts = [
      uplink?.metered ? 'metered' : '',
      uplink?.rttMs === undefined ? '' : `${Math.round(uplink.rttMs)} ms`,
      uplink ? `${Math.ceil(uplink.bytesOut / 1000)} kB out` : '',
      cut ? 'line cut' : '',
    ].filter(fact => fact !== '');
    const text = `${shape} ${health}`.padEnd(12);
    return `  uplink ${name.padEnd(7)} ${paint(look, text)} ${facts.join(' · ')}`;
  });
}

function ledgerLine({hub}: DemoScene, paint: Paint): string {
  if (!hub) return paint('dim', '  ledger: the hub is down');
  const {position, heldPosition, unsent, oldestUnsentMs}: HubStatus['ledger'] = hub.ledger;
  const oldest = unsent > 0 ? `, oldest ${Math.round(oldestUnsentMs / 1000)} s` : '';
  const waiting =
    unsent > 0 ? paint('warn', `${unsent} unsent${oldest}`) : paint('good', 'nothing unsent');
  return `  ledger: position ${position} · held to ${heldPosition} · ${waiting}`;
}

function saleLine({sold, total, askedAgain}: DemoScene, width: number): string {
  const before = `  sold ${sold} of ${total} `;
  const after = askedAgain > 0 ? ` asked again ${askedAgain}×` : '';
  const cells = Math.max(0, Math.min(50, width - before.length - after.length));
  const filled = total === 0 ? 0 : Math.round((sold / total) * cells);
  return `${before}${'█'.repeat(filled)}${'░'.repeat(cells - filled)}${after}`;
}
