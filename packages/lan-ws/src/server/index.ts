export type {HostList} from './host-list.ts';
export {LanServer, type LanServerOptions} from './lan-server.ts';
