export {WsHubLink} from './ws-hub-link.ts';
export {connectStandby} from './ws-standby-link.ts';
