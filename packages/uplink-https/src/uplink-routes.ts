import {isIPv4} from 'node:net';

/** What the machine knows of the interface that an uplink leaves by. */
export interface InterfaceRoute {
  readonly interfaceName: string;
  /** The address that the uplink binds. */
  readonly address: string;
  /** `192.168.1.0/24`: what is on the link itself. Absent on a point-to-point line. */
  readonly network?: string;
  /** The router; absent on a point-to-point line. */
  readonly gateway?: string;
}

/** The routing of one uplink: a table of its own, and the rule that sends its address there. */
export interface UplinkRoute {
  readonly uplink: string;
  readonly address: string;
  /** Number of the table, and priority of the rule. */
  readonly table: number;
  /** Arguments of `ip`. Each may be run again at any time. */
  readonly routes: readonly (readonly string[])[];
  /** Arguments of `ip`. Fails where the rule is there already. */
  readonly rule: readonly string[];
}

const TABLE_FIRST = 7101;
const OUR_TABLE = /^71\d\d$/;
/** Last choice: what is bound to a line that is down must fail, not leave by another line. */
const UNREACHABLE_METRIC = '4278198272';

/**
 * The policy routes that make a bound source address leave by its own line (`ip-rule(8)`). Without
 * them the kernel sends everything by the default route, whatever address it is bound to. An uplink
 * whose interface has no address now is left out: there is nothing to route.
 */
export function uplinkRoutes(
  uplinks: readonly {readonly name: string; readonly interfaceName: string}[],
  interfaces: readonly InterfaceRoute[],
): UplinkRoute[] {
  return uplinks.flatMap(({name, interfaceName}, at) => {
    const found = interfaces.find(each => each.interfaceName === interfaceName);
    return found ? [routeOf({uplink: name, table: TABLE_FIRST + at}, found)] : [];
  });
}

function routeOf(
  place: {readonly uplink: string; readonly table: number},
  {interfaceName, address, network, gateway}: InterfaceRoute,
): UplinkRoute {
  const table = String(place.table);
  const by = ['dev', interfaceName, 'src', address, 'table', table];
  const route = (...words: readonly string[]) => [familyOf(address), 'route', 'replace', ...words];
  const via = gateway === undefined ? [] : ['via', gateway];
  return {
    ...place,
    address,
    routes: [
      route('unreachable', 'default', 'metric', UNREACHABLE_METRIC, 'table', table),
      ...(network === undefined ? [] : [route(network, ...by)]),
      route('default', ...via, ...by),
    ],
    rule: [familyOf(address), 'rule', 'add', ...ruleWords(address, table)],
  };
}

/** One line of `ip -j rule`. */
export interface RuleLine {
  readonly src: string;
  readonly table: string;
}

/**
 * What is to be done so that every uplink leaves by its own line, as arguments of `ip`, in order.
 */
export function routeChanges(
  wanted: readonly UplinkRoute[],
  present: {readonly rules: readonly RuleLine[]; readonly tablesWithDefault: ReadonlySet<number>},
): readonly (readonly string[])[] {
  const stands = (rule: RuleLine) =>
    wanted.some(({address, table}) => address === rule.src && String(table) === rule.table);
  const stale = present.rules.filter(rule => OUR_TABLE.test(rule.table) && !stands(rule));
  return [
    ...stale.map(({src, table}) => [familyOf(src), 'rule', 'del', ...ruleWords(src, table)]),
    ...wanted.flatMap(({address, table, routes, rule}) => [
      ...(present.tablesWithDefault.has(table) ? [] : routes),
      ...(present.rules.some(each => each.src === address && each.table === String(table))
        ? []
        : [rule]),
    ]),
  ];
}

function ruleWords(address: string, table: string): string[] {
  return ['from', address, 'lookup', table, 'priority', table];
}

function familyOf(address: string): '-4' | '-6' {
  return isIPv4(address) ? '-4' : '-6';
}
