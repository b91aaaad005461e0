export {GatewaySink} from './gateway-sink.ts';
export {type HealthEvent, newHealth, step, type UplinkHealth} from './health.ts';
export {UPLINK_LIMITS} from './limits.ts';
export type {
  UplinkSettings,
  WanAnswer,
  WanRequest,
  Way,
  WayBytes,
  WayMemories,
  WayMemory,
} from './ports.ts';
export type {UplinkSnapshot} from './snapshot.ts';
export {
  STORE_STATE_LIMITS,
  type StoreState,
  type StoreView,
  storeState,
  storeStatusOf,
} from './store-state.ts';
export {
  type UplinkEvent,
  UplinkGroup,
  type UplinkGroupPorts,
  type WanTraffic,
} from './uplink-group.ts';
