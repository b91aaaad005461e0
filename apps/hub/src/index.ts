export {adoptByClaim} from './adopt-by-claim.ts';
export {type Adopted, adoptByWords} from './adopt-by-words.ts';
export {type HubConfig, hubConfigSchema} from './config.ts';
export {enrolThisHub} from './enrol-this-hub.ts';
export {restoreAuthority} from './restore-authority.ts';
export {type HubReady, runHub} from './run-hub.ts';
export {hubConfigFlags} from './standby/hub-config-flags.ts';
export {joinHub} from './standby/join-hub.ts';
export {runStandby, type StandbyReady} from './standby/run-standby.ts';
