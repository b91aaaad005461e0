import {unreachable} from '@holdfast/std';
import type {Tender} from './tender.ts';

/** How far a till gets right now, which is all that a means of payment depends on. */
export const REACHES = ['headOffice', 'backupLine', 'storeOnly', 'alone', 'unknown'] as const;
export type Reach = (typeof REACHES)[number];

/** Why a tender stands as it does: a word for each thing a screen has to say. */
export type TenderReason =
  | 'always'
  /** On a machine of its own: whether that works, it says itself. */
  | 'ownMachine'
  /** The till sees no payment: a person looks at the customer's phone and says so. */
  | 'lookAtPhone'
  /** The same, and the customer's phone may be the only thing that has internet here. */
  | 'lookAtPhoneOnly'
  | 'works'
  | 'slow'
  | 'needsInternet'
  | 'needsHub'
  | 'notKnownYet';

export interface TenderNow {
  readonly tender: Tender;
  readonly use: 'usable' | 'limited' | 'off';
  readonly reason: TenderReason;
}

/**
 * What can be paid with at this moment, each with its reason; in the store's order, none left out.
 * Cash works in every state.
 */
export function tendersNow(tenders: readonly Tender[], reach: Reach): readonly TenderNow[] {
  return tenders.map(tender => ({tender, ...standing(tender, reach)}));
}

function standing({kind}: Tender, reach: Reach): Omit<TenderNow, 'tender'> {
  switch (kind) {
    case 'cash':
      return {use: 'usable', reason: 'always'};
    case 'manual':
      return {use: 'usable', reason: 'ownMachine'};
    case 'scan-pay':
      return reach === 'headOffice' || reach === 'backupLine'
        ? {use: 'usable', reason: 'lookAtPhone'}
        : {use: 'limited', reason: 'lookAtPhoneOnly'};
    case 'online':
      return onlineStanding(reach);
    default:
      return unreachable(kind);
  }
}

function onlineStanding(reach: Reach): Omit<TenderNow, 'tender'> {
  switch (reach) {
    case 'headOffice':
      return {use: 'usable', reason: 'works'};
    case 'backupLine':
      return {use: 'limited', reason: 'slow'};
    case 'storeOnly':
      return {use: 'off', reason: 'needsInternet'};
    case 'alone':
      return {use: 'off', reason: 'needsHub'};
    case 'unknown':
      return {use: 'off', reason: 'notKnownYet'};
    default:
      return unreachable(reach);
  }
}
