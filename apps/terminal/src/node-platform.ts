import {mdnsHubFinder} from '@holdfast/discovery-mdns';
import {WsHubLink} from '@holdfast/lan-ws/client';
import {
  nodeDigest,
  nodeSignatureVerifier,
  systemClock,
  systemRandom,
} from '@holdfast/platform-node';
import {aborted, type Log} from '@holdfast/std';
import type {DiscoveryEvent, HubFinder, TerminalPlatform} from '@holdfast/terminal-sdk';
import type {TerminalConfig} from './config.ts';
import {openJournal} from './open-journal.ts';

/** What a terminal stands on when it runs on Node. */
export function nodePlatform(config: TerminalConfig, log: Log): TerminalPlatform {
  const {data_dir, journal} = config;
  const {capBytes} = journal;
  return {
    openJournal: () => openJournal(data_dir, {log, capBytes}),
    finder: finderOf(config, log),
    link: new WsHubLink(),
    clock: systemClock,
    random: systemRandom,
    digest: nodeDigest,
    verifier: nodeSignatureVerifier,
    log,
  };
}

function finderOf({discovery}: TerminalConfig, log: Log): HubFinder {
  if (!discovery.enabled) return NOBODY;
  const {interfaces} = discovery;
  const where = interfaces.length > 0 ? {interfaces} : {};
  return mdnsHubFinder({clock: systemClock, random: systemRandom, log, ...where});
}

/** For stores whose network carries no multicast: addresses have to do. */
const NOBODY: HubFinder = {
  async *find(signal) {
    yield* await aborted(signal).then((): readonly DiscoveryEvent[] => []);
  },
};
