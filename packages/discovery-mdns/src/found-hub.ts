import {issue, type Parsed, parsed} from '@holdfast/std';
import {HUB_SERVICE_TYPE, parseTxt} from '@holdfast/wire';
import {nameKey, type PtrRecord, type Question, question} from './record.ts';
import type {RecordCache} from './record-cache.ts';

/** RFC 6762 §3: the only domain of mDNS. */
export const HUB_SERVICE_NAME = `${HUB_SERVICE_TYPE}.local`;

/**
 * A hub that announced itself on the LAN. A nomination only: anybody there can say this, so its key
 * is checked before anything is believed or sent.
 */
export interface FoundHub {
  /** The name people gave it. */
  readonly instance: string;
  /** The first eight letters of the hubId it claims. */
  readonly id: string;
  readonly storeId: string;
  /** `store-17.local` */
  readonly host: string;
  readonly port: number;
  /** IPv4, sorted; at least one. */
  readonly addresses: readonly string[];
  readonly protocolVersions: readonly number[];
  readonly tls: boolean;
  readonly via: 'dns-sd';
  /** The name of the network interface it was heard on. */
  readonly interface: string;
}

const ADDRESSES_MAX = 16;

/** The label before the service name, or nothing if the record is not about a hub. */
export function instanceOf(name: string): string | undefined {
  const suffix = `.${HUB_SERVICE_NAME}`;
  if (!nameKey(name).endsWith(suffix) || name.length === suffix.length) return undefined;
  return name.slice(0, -suffix.length);
}

/** What is still to be asked before the hub behind `pointer` is known. */
export function missingFor(pointer: PtrRecord, cache: RecordCache): Question[] {
  const questions: Question[] = [];
  const services = cache.find(pointer.target, 'SRV');
  if (services.length === 0) questions.push(question(pointer.target, 'SRV'));
  if (cache.find(pointer.target, 'TXT').length === 0)
    questions.push(question(pointer.target, 'TXT'));
  for (const service of services) {
    if (service.type === 'SRV' && cache.find(service.target, 'A').length === 0)
      questions.push(question(service.target, 'A'));
  }
  return questions;
}

/**
 * The hub behind `pointer`; an issue if what it says is not what a hub says; nothing while records
 * are missing.
 */
export function readHub(
  pointer: PtrRecord,
  {cache, on}: {readonly cache: RecordCache; readonly on: string},
): Parsed<FoundHub> | undefined {
  const instance = instanceOf(pointer.target);
  // Of several records the newest counts: the others are on their way out.
  const service = cache.find(pointer.target, 'SRV').at(-1);
  const text = cache.find(pointer.target, 'TXT').at(-1);
  if (instance === undefined || service?.type !== 'SRV' || text?.type !== 'TXT') return undefined;
  const addresses = cache
    .find(service.target, 'A')
    .flatMap(record => (record.type === 'A' ? [record.address] : []));
  if (addresses.length === 0) return undefined;

  if (/\p{Cc}/u.test(instance)) return issue('instance', 'must have no control characters');
  if (service.port === 0) return issue('port', 'must not be 0');
  const txt = parseTxt(text.strings);
  if (!txt.ok) return txt;
  return parsed({
    instance,
    ...txt.value,
    host: service.target,
    port: service.port,
    addresses: addresses.sort().slice(0, ADDRESSES_MAX),
    via: 'dns-sd',
    interface: on,
  });
}
