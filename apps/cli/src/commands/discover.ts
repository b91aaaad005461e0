import {type FoundHub, findHubs, type HubEvent} from '@holdfast/discovery-mdns';
import {systemClock, systemRandom} from '@holdfast/platform-node';
import {Fault, silentLog} from '@holdfast/std';
import {type Command, Option} from 'commander';
import {EXIT} from '../output/exit-code.ts';
import {note, printJson, printLine} from '../output/print.ts';
import {plural} from '../output/quantity-text.ts';
import {inColour, painter} from '../output/style.ts';
import {tableLines} from '../output/table.ts';
import {stopSignal} from '../stop-signal.ts';
import {parseDuration} from './duration.ts';

interface DiscoverOptions {
  readonly for: string;
  readonly interface?: readonly string[];
  readonly json?: boolean;
  readonly jsonl?: boolean;
}

export function addDiscoverCommand(program: Command): void {
  program
    .command('discover')
    .description('look for hubs on the LAN over mDNS')
    .option('--for <time>', 'how long to look', '3s')
    .option(
      '--interface <name...>',
      'on these only, by name or address (default: all but loopback)',
    )
    .option('--json', 'what was there at the end, as one JSON document')
    .addOption(
      new Option('--jsonl', 'what is found, updated and lost, as it happens').conflicts('json'),
    )
    .addHelpText(
      'after',
      '\nExit 0: found one. Exit 1: none answered. Exit 69: no interface carries multicast.\n' +
        'What is found is a claim: a till proves the key of a hub before it believes it.',
    )
    .action(async (options: DiscoverOptions) => {
      const forMs = parseDuration('--for', options.for);
      const hubs = await look({forMs, ...options, tell: teller(options)});
      if (options.json) printJson({schema: 'holdfast.discovery/1', forMs, hubs});
      else if (!options.jsonl) tellEnd(hubs, options.for);
      process.exitCode = hubs.length > 0 ? EXIT.ok : EXIT.failed;
    });
}

/** The hubs that are there at the end; each change on the way is told. */
async function look(options: {
  readonly forMs: number;
  readonly interface?: readonly string[];
  readonly tell: (event: HubEvent) => void;
}): Promise<readonly FoundHub[]> {
  const ended = AbortSignal.any([stopSignal(), AbortSignal.timeout(options.forMs)]);
  const stop = new AbortController();
  const hubs = new Map<string, FoundHub>();
  let fault: Fault | undefined;
  const finding = findHubs({
    clock: systemClock,
    random: systemRandom,
    log: silentLog,
    signal: AbortSignal.any([ended, stop.signal]),
    ...(options.interface ? {interfaces: options.interface} : {}),
    onAttendance: attendance => {
      fault = attendance.fault;
      if (fault) stop.abort();
    },
  });
  for await (const event of finding) {
    const {type, hub} = event;
    const name = `${hub.interface} ${hub.instance}`;
    if (type === 'lost') hubs.delete(name);
    else hubs.set(name, hub);
    options.tell(event);
  }
  if (fault) throw new Fault(fault.code, {...asked(options), ...fault.fields});
  return [...hubs.values()];
}

function asked({interface: names}: {readonly interface?: readonly string[]}) {
  return names ? {interface: names.join(', ')} : {};
}

function teller({json, jsonl}: DiscoverOptions): (event: HubEvent) => void {
  const startMs = performance.now();
  return ({type, hub}) => {
    if (jsonl) printJson({schema: 'holdfast.discovery-event/1', type, hub});
    else if (!json && process.stderr.isTTY) {
      const seconds = ((performance.now() - startMs) / 1_000).toFixed(1);
      note(`${seconds.padStart(5)} s  ${type.padEnd(8)}${hub.instance} on ${hub.interface}`);
    }
  };
}

function tellEnd(hubs: readonly FoundHub[], time: string): void {
  if (hubs.length === 0) {
    note(`No hub answered within ${time}.`);
    note('Is it running, and on this network? Multicast does not pass from one VLAN to another.');
    return;
  }
  const columns = [
    {title: 'HUB'},
    {title: 'STORE'},
    {title: 'ADDRESS'},
    {title: 'ID'},
    {title: 'PROTOCOL'},
    {title: 'ON'},
  ] as const;
  const rows = hubs.map(hub => [
    hub.instance,
    hub.storeId,
    hub.addresses.map(address => `${address}:${hub.port}`).join(' '),
    hub.id,
    hub.protocolVersions.join(', '),
    hub.interface,
  ]);
  const paint = painter(inColour(process.stdout));
  for (const line of tableLines({columns, rows}, paint)) printLine(line);
  note(`${plural(hubs.length, 'hub')} found.`);
}
