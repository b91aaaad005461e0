import type {HelpCode, HelpWords} from './help-words.ts';

const KEEP_SELLING = 'Sell as always.';

export const HELP_EN: Readonly<Record<HelpCode, HelpWords>> = {
  'uplink/none': {
    title: 'The hub has no line to head office',
    why: 'Nobody has told the store hub how it gets to the internet.',
    now: `${KEEP_SELLING} Tell IT: the configuration of the hub needs an uplink.`,
  },
  'uplink/all-paused': {
    title: 'Every line is paused',
    why: 'Somebody paused the lines of the store hub by hand.',
    now: `${KEEP_SELLING} Ask your manager or IT to let them go on.`,
  },
  'uplink/all-down': {
    title: 'No internet',
    why: 'Head office answers over none of the lines. Mostly the provider has a fault, or a cable is out.',
    now: `${KEEP_SELLING} Cash and what needs no internet work. Call the provider. Restart the router only when nobody is paying, and leave the switch alone: the tills need it.`,
  },
  'uplink/unsure': {
    title: 'Looking for head office',
    why: 'The last answers were missing or late. It is found out at this moment whether the line works.',
    now: `${KEEP_SELLING} It settles by itself within seconds.`,
  },
  'uplink/metered': {
    title: 'On the backup line',
    why: 'The usual line is down, and mobile data carries on.',
    now: `${KEEP_SELLING} Use nothing else on that line: it costs data.`,
  },
  'uplink/slow': {
    title: 'The line is slow',
    why: 'Answers of head office take long. Somebody may be loading a lot.',
    now: `${KEEP_SELLING} Tell IT if it stays so.`,
  },
  'uplink/over-budget': {
    title: 'The backup line has used up its month',
    why: 'What was agreed for mobile data is used up.',
    now: `${KEEP_SELLING} New sales still go through; older ones wait for the usual line.`,
  },
  'uplink/budget-low': {
    title: 'The backup line has little left',
    why: 'Most of this month’s mobile data is used.',
    now: `${KEEP_SELLING} Tell IT, so that the usual line is seen to.`,
  },
  'uplink/untrusted': {
    title: 'Somebody else answers for head office',
    why: 'What answers on a line is not head office: a login page of a network, or a wrong address.',
    now: `${KEEP_SELLING} Nothing is sent there. Tell IT.`,
  },
  'uplink/some-down': {
    title: 'One of the lines is down',
    why: 'Another line carries on. If that one goes too, there is no internet.',
    now: `${KEEP_SELLING} Tell IT, and look whether a cable is out when nobody is paying.`,
  },
  'uplink/source-changed': {
    title: 'A line comes from another address',
    why: 'A router has probably fallen back to mobile data by itself.',
    now: `${KEEP_SELLING} Tell IT.`,
  },
  'ledger/diverged': {
    title: 'Hub and head office remember differently',
    why: 'One of them was put back to an earlier state. The hub goes on in a new ledger by itself.',
    now: `${KEEP_SELLING} Nothing is deleted. Tell IT.`,
  },
  'ledger/stuck': {
    title: 'Head office does not take what is sent',
    why: 'It refuses it, or something before it is missing. The hub tries again by itself.',
    now: `${KEEP_SELLING} Everything is safe in the hub. Tell IT.`,
  },
  'ledger/behind': {
    title: 'Older sales wait',
    why: 'The line is too narrow for all of it at once.',
    now: `${KEEP_SELLING} They follow by themselves.`,
  },
  'journal/evictable': {
    title: 'This browser may clear what it keeps',
    why: 'The browser did not promise to keep this till’s journal when its disk gets full.',
    now: `${KEEP_SELLING} Tell your manager: install the page as an app, or allow it to keep its data.`,
  },
  'clock/offset': {
    title: 'This till’s clock is off',
    why: 'It differs from the store’s clock by more than two minutes. Receipts would show a wrong time.',
    now: `${KEEP_SELLING} Ask your manager to set the clock of this machine.`,
  },
  'hub/unreachable': {
    title: 'The store hub does not answer',
    why: 'The hub is off, or the network between this till and it is cut.',
    now: 'Sell as always: every sale is safe on this till. Leave the page open. See whether the hub has power and its cable is in.',
  },
  'hub/untrusted': {
    title: 'Something else answers in place of the hub',
    why: 'It does not have the key of the hub that this till knows.',
    now: 'Sell as always: every sale is safe on this till, and nothing is given to the other. Tell IT.',
  },
  'database/in-use': {
    title: 'The till is open elsewhere',
    why: 'Another tab or window of this browser has this till’s journal open.',
    now: 'Go on there, or close it and load this page again.',
  },
  'database/disk-full': {
    title: 'The disk of this till is full',
    why: 'Nothing new can be saved. What was saved before is safe.',
    now: 'Sell at another till. Make room on this machine, without clearing the browser.',
  },
  'database/corrupt': {
    title: 'The journal of this till cannot be read',
    why: 'What the browser kept is damaged.',
    now: 'Sell at another till. Delete nothing: what the hub has is safe, and IT may read the rest.',
  },
  'database/failed': {
    title: 'The journal could not be written',
    why: 'The browser failed to save. What was said to be saved is safe.',
    now: 'Load the page again. If it comes back, sell at another till and tell IT.',
  },
  'database/too-new': {
    title: 'A newer program wrote this journal',
    why: 'This page is older than the one that was used here before.',
    now: 'Load the page again while the hub is reached, so that it fetches the newest one.',
  },
  'browser/unfit': {
    title: 'This browser cannot be a till here',
    why: 'It is private, too old, or the page was not opened by its https address.',
    now: 'Open the store’s address in a current browser, not in a private window.',
  },
  'journal/full': {
    title: 'The journal of this till is full',
    why: 'It holds as much as it may while nothing of it reaches head office.',
    now: 'Sell at another till, and tell IT: this one has to reach the hub first.',
  },
  'journal/read-only': {
    title: 'This till is not paired',
    why: 'It has not been let into a store, or was taken out of it.',
    now: 'Ask your manager to pair it again.',
  },
  'submission/malformed': {
    title: 'That could not be written down',
    why: 'Something in it is not as it has to be.',
    now: 'Nothing was saved. Take the lines out one by one and try again; tell IT the code.',
  },
  'submission/too-large': {
    title: 'That is too much for one transaction',
    why: 'It has more lines than a transaction can hold.',
    now: 'Nothing was saved. Sell it in two parts.',
  },
  'submission/card-data': {
    title: 'That looks like a card number',
    why: 'Card numbers must never be written down, and this till refuses to.',
    now: 'Nothing was saved. Take the number out and write something else.',
  },
  'submission/busy': {
    title: 'The till is still saving',
    why: 'More was asked of it at once than it saves at once.',
    now: 'Wait a moment and try again.',
  },
  'submission/id-taken': {
    title: 'That was written down before',
    why: 'The same transaction is in the journal already, with other contents.',
    now: 'Look at the list of what is unsent before you try again.',
  },
  'terminal/stopped': {
    title: 'This till has stopped',
    why: 'The page is closing, or the journal failed.',
    now: 'Load the page again. What was saved is safe.',
  },
  'pairing/refused': {
    title: 'The hub did not take the digits',
    why: 'They were wrong, too old, or the manager said no.',
    now: 'Ask the manager for new digits.',
  },
  'pairing/busy': {
    title: 'The hub is pairing another till',
    why: 'One till is let in at a time.',
    now: 'Wait a moment and try again.',
  },
  'request/malformed': {
    title: 'Something is missing or mistyped',
    why: 'The digits, the till number or the name is not as it has to be.',
    now: 'Check what was typed and try again.',
  },
};
