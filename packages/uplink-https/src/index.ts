export {type EnrolHubOptions, type Enrolment, enrolHub} from './enrol-hub.ts';
export {HttpsWay, type HttpsWayOptions} from './https-way.ts';
export type {WayOut} from './source-address.ts';
