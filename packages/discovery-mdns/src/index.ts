export {
  type AnnounceHubOptions,
  type AnnounceState,
  announceHub,
  type HubAnnouncer,
} from './announce-hub.ts';
export type {Attendance} from './attend-interfaces.ts';
export type {BrowserLimits, HubEvent} from './browser.ts';
export {type FindHubsOptions, findHubs} from './find-hubs.ts';
export type {FoundHub} from './found-hub.ts';
export type {HubNames} from './hub-names.ts';
export type {HubTtls} from './hub-records.ts';
export type {Link, LinkOptions, OpenLink} from './link.ts';
export {mdnsHubFinder} from './mdns-hub-finder.ts';
export {decodeMessage} from './message.ts';
export type {NetworkInterface} from './network-interface.ts';
