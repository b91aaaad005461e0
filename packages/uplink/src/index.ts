export {
  type Admission,
  type Applicant,
  askForAdmission,
  type EnrolmentProof,
} from './ask-for-admission.ts';
export {GatewayProtocol, type GatewayProtocolPorts} from './gateway-protocol.ts';
export {GatewaySink} from './gateway-sink.ts';
export type {HealthEvent, UplinkHealth} from './health.ts';
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
  STORE_CAUSES,
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
