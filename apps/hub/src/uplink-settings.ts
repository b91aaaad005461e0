import type {Log} from '@holdfast/std';
import type {UplinkSettings} from '@holdfast/uplink';
import {HttpsWay} from '@holdfast/uplink-https';
import {type UplinkConfig, wayOutOf} from './config.ts';
import type {HubParts} from './hub-parts.ts';

/** One way out of the configuration, as the group of uplinks takes it. */
export function uplinkSettings(
  uplink: UplinkConfig,
  {parts, log}: {readonly parts: HubParts; readonly log: Log},
): UplinkSettings {
  const {name, metered, priority} = uplink;
  const {doors, keyPin} = parts.enrolment;
  const way = new HttpsWay({name, metered, priority, out: wayOutOf(uplink), doors, keyPin, log});
  const {monthly_budget: monthlyBudgetBytes} = uplink;
  return {
    way,
    ...(monthlyBudgetBytes === undefined ? {} : {monthlyBudgetBytes}),
    budgetResetDay: uplink.budget_reset_day,
    routerFallsBack: uplink.router_falls_back,
  };
}
