import {type AskShared, type HubToTerminal, LAN_PROTOCOL_VERSION} from '@holdfast/wire';
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
