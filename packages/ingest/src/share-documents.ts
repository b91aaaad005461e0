import {
  type AskShared,
  type ChangeSuspended,
  type HubToTerminal,
  LAN_PROTOCOL_VERSION,
  type SuspendedChanged,
} from '@holdfast/wire';
import type {IngestPorts} from './session-host.ts';

const V = LAN_PROTOCOL_VERSION;

/** Which shared documents there are, and the newest version of each. */
export function sharedVersions({shared}: Pick<IngestPorts, 'shared'>): HubToTerminal {
  return {v: V, type: 'sharedVersions', documents: shared?.list() ?? []};
}

/** The part that was asked for; of a version that is gone, the list of those that are there. */
export function answerShared(ports: Pick<IngestPorts, 'shared'>, asked: AskShared): HubToTerminal {
  const {name, version, part} = asked;
  const text = ports.shared?.part({name, version, part});
  return text === undefined
    ? sharedVersions(ports)
    : {v: V, type: 'sharedPart', name, version, part, text};
}

/** What came of a till's word about a suspended sale. A hub that keeps none says so. */
export function answerSuspended(
  {suspended}: Pick<IngestPorts, 'suspended'>,
  {
    asked: {count, change},
    workstationId,
  }: {readonly asked: ChangeSuspended; readonly workstationId: string},
): SuspendedChanged {
  const refused = {kind: 'refused', reason: 'notKept'} as const;
  const outcome = suspended?.change(change, workstationId) ?? refused;
  return {v: V, type: 'suspendedChanged', count, outcome};
}
