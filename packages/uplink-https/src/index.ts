export {
  claimStore,
  type EnrolHubOptions,
  type Enrolment,
  enrolByChange,
  enrolHub,
} from './enrol-hub.ts';
export {HttpsWay, type HttpsWayOptions} from './https-way.ts';
export {planUplinkRoutes, type RoutePlan, type RunIp, systemIp} from './machine-routes.ts';
export type {WayOut} from './source-address.ts';
export type {InterfaceRoute, UplinkRoute} from './uplink-routes.ts';
