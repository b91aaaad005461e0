interface Count {
  readonly count: number;
}
interface Time {
  readonly time: string;
}
interface Name {
  readonly name: string;
}

const many = (count: number, one: string, more: string) =>
  count === 1 ? `1 ${one}` : `${count} ${more}`;

/** English words of the console, and what it has to say at all. */
export const CONSOLE_EN = {
  // The frame
  title: 'Store console',
  otherLanguage: '中文',
  lookLight: 'Light colours',
  lookDark: 'Dark colours',
  pages: 'Pages of the console',
  pageHome: 'Home',
  pageTills: 'Tills',
  pageUplinks: 'Uplinks',
  pageLedger: 'Ledger',
  pageQuarantine: 'Set aside',
  pageDay: 'Day',
  pageStore: 'Store',
  signOut: 'Sign out',
  signedInAs: ({name}: Name) => `Signed in: ${name}`,
  byHubCode: 'by the hub’s code',
  close: 'Close',
  cancel: 'Cancel',
  save: 'Save',
  loading: 'One moment …',
  whatNow: 'What now?',
  codes: 'Codes',
  lineLost: 'The hub does not answer. Tills go on selling. This page tries again by itself.',
  staysFor: ({count}: Count) => `You will be signed out in ${many(count, 'second', 'seconds')}.`,
  stay: 'Stay signed in',
  signedOutIdle: 'You were signed out, as nothing was done for a while.',
  failed: 'That did not work',
  notAllowed: 'Your role may not do this.',
  reason: 'Reason',
  reasonHint: 'At least three letters. It stands in the store’s audit.',

  // Signing in
  signInTitle: 'Sign in',
  signInWho: 'For managers and IT.',
  operatorId: 'Operator number',
  pin: 'PIN',
  signInGo: 'Sign in',
  signInWrong: 'Nobody signs in with this.',
  signInWait: ({count}: Count) => `Wait ${many(count, 'second', 'seconds')} before the next try.`,
  signInClosed:
    'Too many wrong tries today. Sign in with a code of the hub: run “holdfast console” on it.',
  byCode: 'Use a code of the hub',
  byPin: 'Use a PIN',
  hubCode: 'Code of the hub (8 digits)',
  hubCodeHow: 'Run “holdfast console” on the hub. It prints eight digits that work once.',
  hubCodeWrong: 'Not the code, or it is over.',
  nobodyYet:
    'Nobody has a PIN for this console yet. Sign in with a code of the hub, then add a manager under Store.',

  // How the store stands
  stateOnline: 'Connected · head office has everything',
  stateOnlineWaiting: ({count}: Count) =>
    `Connected · ${many(count, 'entry', 'entries')} on the way`,
  stateDegraded: 'Selling as always – something needs a look',
  stateOffline: ({time}: Time) => `No way to head office since ${time} – selling inside the store`,
  stateRecovering: ({count}: Count) =>
    `Sending what was kept: ${many(count, 'entry', 'entries')} to go`,
  stateStopped: 'The hub did not run',
  nowOnline: 'Nothing to do. Each sale goes to head office within seconds.',
  nowDegraded: 'Nothing is lost, and tills sell. See what needs attention on Home.',
  nowOffline:
    'Every sale is safe in this hub and on its till. Look at the line first; do not restart the router or the switch while people are paying.',
  nowRecovering: 'What was kept is being sent. New sales go first.',
  wordOnline: 'Online',
  wordDegraded: 'Degraded',
  wordOffline: 'Offline',
  wordRecovering: 'Recovering',
  wordStopped: 'Hub not running',

  // Home
  pictureTitle: 'The store now',
  pictureHub: 'Store hub',
  pictureOffice: 'Head office',
  pictureTills: 'Tills',
  tillsHere: ({count, total}: Count & {readonly total: number}) => `${count} of ${total} here`,
  noTills: 'No till yet',
  standby: 'Standby',
  custodyTitle: 'Where every entry is',
  custodyJournaled: 'Only on tills',
  custodyJournaledHint: 'As far as they said when they were here last.',
  custodyRecorded: 'In the store hub',
  custodyHeld: 'At head office',
  custodyAside: 'Set aside',
  oldestUnsent: ({time}: Time) => `The oldest that waits is ${time} old.`,
  nothingWaits: 'Nothing waits.',
  attentionTitle: 'Needs attention',
  attentionNone: 'Nothing needs attention.',
  severityNow: 'Now',
  severitySoon: 'Soon',
  severityKnow: 'To know',
  since: ({time}: Time) => `since ${time}`,
  safeYes: 'Safe while selling',
  safeNo: 'Not while people are paying',
  timelineTitle: 'Outage timeline',
  timelineLast: ({time}: Time) => `The last ${time}`,
  timelineEmpty: 'Nothing is on record yet.',
  timelineTable: 'As a table',
  timelineState: 'State',
  timelineFrom: 'From',
  timelineUntil: 'Until',
  timelineLasted: 'Lasted',
  timelineWhy: 'Why',
  timelineUnsent: 'Most unsent',
  stillSo: 'now',

  // Uplinks
  uplinkTitle: 'Ways to head office',
  uplinkHealthy: 'Works',
  uplinkProbing: 'Being tried',
  uplinkSuspect: 'In doubt',
  uplinkDown: 'Down',
  uplinkPaused: 'Paused',
  uplinkMetered: 'Paid by the byte',
  uplinkPreferred: 'Preferred',
  uplinkRtt: ({count}: Count) => `${count} ms`,
  uplinkBytes: ({out, in: received}: {readonly out: string; readonly in: string}) =>
    `${out} sent · ${received} received`,
  uplinkBudget: ({used, budget}: {readonly used: string; readonly budget: string}) =>
    `${used} of ${budget} this month`,
  uplinkSeenAs: ({name}: Name) => `Head office sees ${name}`,
  uplinkTest: 'Test now',
  uplinkPrefer: 'Prefer',
  uplinkPause: 'Pause',
  uplinkResume: 'Resume',
  uplinkAnswered: 'Head office answered, signed.',
  uplinkSilent: 'No signed answer came.',

  // Tills
  tillTitle: 'Tills of this store',
  tillNone: 'No till yet. Let the first one in: it asks for eight digits that you see here.',
  tillName: 'Name',
  tillHere: 'Here',
  tillAway: 'Not here',
  tillClosed: 'Taken out',
  tillNotSeen: 'Not since the hub started',
  tillClock: 'Clock',
  tillClockOk: 'in step',
  tillClockOff: ({count}: Count) => `${many(count, 'second', 'seconds')} off`,
  tillUnsent: 'Unsent',
  tillUnsentHere: ({count}: Count) => `${count} in the hub`,
  tillUnsentThere: ({count}: Count) => `${count} on the till`,
  tillAllSent: 'all sent',
  tillVersion: 'Program',
  tillAddress: 'Address',
  tillLastSeen: 'Last here',
  tillLetIn: 'Let a till in',
  tillRename: 'Rename',
  tillRevoke: 'Take out of the store',
  tillRevokeTitle: ({name}: Name) => `Take ${name} out of the store`,
  tillRevokeWarning:
    'Its key never opens a session again, and nothing more of it is recorded. What it has recorded stays. Unsent sales on it stay on it: let it send them first.',
  tillRevokeUnsent: ({count}: Count) =>
    `It said that it has ${many(count, 'transaction', 'transactions')} that this hub does not have.`,
  pairTitle: 'Let a till in',
  pairCodeHow: 'Type these digits at the till, and wait for its name here.',
  pairLeft: ({count}: Count) => `${many(count, 'second', 'seconds')} left`,
  pairTries: ({count}: Count) => `${many(count, 'try', 'tries')} left`,
  pairAsks: ({name}: Name) => `“${name}” knows the digits. Is it the till in front of you?`,
  pairFrom: ({name}: Name) => `It comes from ${name}.`,
  pairApprove: 'Yes, let it in',
  pairDecline: 'No',
  pairDone: 'It is a till of this store now.',
  pairClosed: 'This window is closed. Open another one.',
  pairAgain: 'New digits',
  pairByLink: 'By QR code instead',
  pairLinkHow: 'For a till program: scan this, or paste the link. One till, five minutes.',
  pairLinkCopy: 'Pairing link',
} as const;
