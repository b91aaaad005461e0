export {WsHubLink} from './ws-hub-link.ts';
