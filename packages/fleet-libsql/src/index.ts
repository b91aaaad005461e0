export {openFleetKeys} from './open-fleet-keys.ts';
export {type OpenedFleetStore, openFleetStore} from './open-fleet-store.ts';
export {WorkerFleetStore} from './worker-fleet-store.ts';
