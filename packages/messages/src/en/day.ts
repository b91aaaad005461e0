/** What a till says beside the selling: tenders, menu, cash, reports, returns, what is unsent. */
export const EN_DAY = {
  // What can be paid with right now
  tendersTitle: 'What works right now',
  tenderUsable: 'works',
  tenderLimited: 'with care',
  tenderOff: 'not now',
  tenderWhyAlways: 'works always',
  tenderWhyOwnMachine: 'on its own machine, then confirm here',
  tenderWhyLookAtPhone: 'look at the customer’s phone, then confirm',
  tenderWhyLookAtPhoneOnly: 'no notice comes here: the customer’s phone is the only proof',
  tenderWhyWorks: 'works',
  tenderWhySlow: 'slow: on the backup line',
  tenderWhyNeedsInternet: 'needs the internet, which is gone',
  tenderWhyNeedsHub: 'needs the store hub, which is not reached',
  tenderWhyNotKnownYet: 'needs the internet; not known yet',
} as const;
