import {encodeTxt, type HubTxt} from '@holdfast/wire';
import {HUB_SERVICE_NAME} from './found-hub.ts';
import type {HubNames} from './hub-names.ts';
import {
  type AddressRecord,
  type DnsRecord,
  type NsecRecord,
  nameKey,
  type PtrRecord,
  type SrvRecord,
  type TxtRecord,
} from './record.ts';

export interface HubTtls {
  /** Of records that hold a host's name or address (RFC 6762 §10). */
  readonly hostS: number;
  /** Of all others. */
  readonly serviceS: number;
}

export const HUB_TTLS: HubTtls = {hostS: 120, serviceS: 4500};

/** What one hub says on one interface. */
export interface HubRecords {
  /** "This type of service exists here" (RFC 6763 §9). Shared with whoever else serves it. */
  readonly type: PtrRecord;
  /** "This hub is one of them." Shared. */
  readonly pointer: PtrRecord;
  readonly service: SrvRecord;
  readonly text: TxtRecord;
  readonly addresses: readonly AddressRecord[];
  /** What else one might ask about its names, and does not exist (RFC 6762 §6.1). */
  readonly negative: readonly NsecRecord[];
}

const SERVICE_TYPES_NAME = '_services._dns-sd._udp.local';

export function hubRecords(hub: {
  readonly names: HubNames;
  readonly port: number;
  readonly txt: HubTxt;
  /** This interface's own; others would not be reachable from its link. */
  readonly addresses: readonly string[];
  readonly ttls: HubTtls;
}): HubRecords {
  const instance = `${hub.names.instance}.${HUB_SERVICE_NAME}`;
  const host = `${hub.names.host}.local`;
  const shared = {ttlS: hub.ttls.serviceS, flush: false, type: 'PTR'} as const;
  const ofHost = {ttlS: hub.ttls.hostS, flush: true} as const;
  return {
    type: {...shared, name: SERVICE_TYPES_NAME, target: HUB_SERVICE_NAME},
    pointer: {...shared, name: HUB_SERVICE_NAME, target: instance},
    service: {
      ...ofHost,
      type: 'SRV',
      name: instance,
      priority: 0,
      weight: 0,
      port: hub.port,
      target: host,
    },
    text: {
      type: 'TXT',
      name: instance,
      ttlS: hub.ttls.serviceS,
      flush: true,
      strings: encodeTxt(hub.txt),
    },
    addresses: hub.addresses.map(address => ({...ofHost, type: 'A', name: host, address})),
    negative: [
      {...ofHost, type: 'NSEC', name: instance, types: ['TXT', 'SRV']},
      {...ofHost, type: 'NSEC', name: host, types: ['A']},
    ],
  };
}

/** The records nobody else may hold: what is probed for and defended. */
export function uniqueRecords(
  records: HubRecords,
): readonly (SrvRecord | TxtRecord | AddressRecord)[] {
  return [records.service, records.text, ...records.addresses];
}

export function announcedRecords(records: HubRecords): readonly DnsRecord[] {
  return [records.pointer, records.type, ...uniqueRecords(records), ...records.negative];
}

/**
 * What is taken back at the end, with TTL 0 (RFC 6762 §10.1). Not the type and the addresses:
 * another program on this host may stand by the very same records, and a goodbye would take them
 * from it too.
 */
export function goodbyeRecords(records: HubRecords): readonly DnsRecord[] {
  return [records.pointer, records.service, records.text].map(record => ({...record, ttlS: 0}));
}

/** What whoever learns `answers` will ask next (RFC 6763 §12), and does not have to. */
export function additionalRecords(
  answers: readonly DnsRecord[],
  records: HubRecords,
): readonly DnsRecord[] {
  const wanted = new Set<DnsRecord>();
  const [ofInstance, ofHost] = records.negative;
  for (const answer of answers) {
    if (answer === records.pointer) {
      wanted.add(records.service).add(records.text);
      if (ofInstance) wanted.add(ofInstance);
    }
    if (answer === records.pointer || answer === records.service || answer.type === 'A') {
      for (const address of records.addresses) wanted.add(address);
      if (ofHost) wanted.add(ofHost);
    }
  }
  return [...wanted].filter(record => !answers.includes(record));
}

/** Which of the hub's two names a record or question is about. */
export function nameHeld(name: string, records: HubRecords): keyof HubNames | undefined {
  if (nameKey(name) === nameKey(records.service.name)) return 'instance';
  if (nameKey(name) === nameKey(records.service.target)) return 'host';
  return undefined;
}
