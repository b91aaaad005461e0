export {
  type GatewayConfig,
  type GatewayConfigInput,
  gatewayConfigSchema,
} from './config.ts';
export {Gateway, type GatewayOptions} from './gateway.ts';
export {type GatewayDoor, readDoor} from './gateway-door.ts';
export {importStick} from './import-stick.ts';
export {type Enrolment, type EnrolmentWanted, requestEnrolment} from './request-enrolment.ts';
export {secretFiles} from './secrets.ts';
