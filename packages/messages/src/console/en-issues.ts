import type {IssueWords} from './issue-words-type.ts';

/** What each stable code means to a person, and what helps. */
export const ISSUES_EN: Readonly<Record<string, IssueWords>> = {
  'hub/replaced': {
    means: 'Another hub took over this store. This one records nothing more.',
    next: 'Leave it on until nothing is unsent, then take it out of the store.',
  },
  'ledger/diverged': {
    means: 'Hub and head office hold different histories.',
    next: 'The hub opens a new ledger by itself. Keep its disk, and call IT.',
  },
  'ledger/stuck': {
    means: 'Head office refuses what it is sent.',
    next: 'The hub tries again by itself. Tell IT the code.',
  },
  'ledger/behind': {
    means: 'What is unsent waits for head office longer than it should.',
    next: 'Nothing is lost. If it lasts for more than ten minutes, tell IT.',
  },
  'ledger/quarantined': {
    means: 'Transactions were set aside. No total counts them.',
    next: 'Open “Set aside”, read why, and decide.',
  },
  'uplink/none': {
    means: 'No way to head office is configured.',
    next: 'IT adds an [[uplink]] to the hub’s configuration.',
  },
  'uplink/all-paused': {
    means: 'Every way to head office is paused.',
    next: 'Open Uplinks and resume one.',
  },
  'uplink/all-down': {
    means: 'No way reaches head office.',
    next: 'Look at the provider’s box first. Then call the provider. Leave the switch alone.',
  },
  'uplink/untrusted': {
    means: 'Somebody answers on a line who is not head office.',
    next: 'Often it is a sign-in page of the provider: sign in there, or call them.',
  },
  'uplink/over-budget': {
    means: 'A metered line has used up its month. New sales pass, the backlog waits.',
    next: 'Repair the unmetered line, or buy data.',
  },
  'uplink/some-down': {
    means: 'A line is down; another one carries on.',
    next: 'Look at its box, or call its provider.',
  },
  'uplink/source-changed': {
    means: 'A line comes from another address than usual.',
    next: 'See whether its router has fallen back to mobile data.',
  },
  'uplink/routes-lacking': {
    means: 'A line has no route of its own: it would carry nothing.',
    next: 'IT runs “holdfast uplinks routes” on the hub.',
  },
  'uplink/slow': {
    means: 'Every unmetered line is slow.',
    next: 'Nothing waits for it. If it lasts, call the provider.',
  },
  'uplink/metered': {
    means: 'Only a metered line is left: what is sent costs data.',
    next: 'Repair the unmetered line.',
  },
  'uplink/budget-low': {
    means: 'A metered line has little left of its month.',
    next: 'Keep it for sales: pause it on quiet days, or buy data.',
  },
  'uplink/unsure': {
    means: 'It is not sure yet which line works.',
    next: 'Wait a few seconds.',
  },
  'till/silent': {
    means: 'A till was here and is gone.',
    next: 'If it should sell, look whether it is on and its cable is in.',
  },
  'till/unsent': {
    means: 'A till left with sales that only it has.',
    next: 'Switch it on beside the network. Do not reinstall it and do not clear its browser.',
  },
  'till/clock': {
    means: 'A till’s clock is off.',
    next: 'Set its clock to automatic. Receipts carry the hub’s time too.',
  },
  'discovery/silent': {
    means: 'The hub does not announce itself on the LAN.',
    next: 'Tills that know it still find it. For new ones type its address.',
  },
  'standby/away': {
    means: 'The standby is not there: nobody mirrors this hub.',
    next: 'See whether it is on and on the network.',
  },
  'standby/stuck': {
    means: 'The standby does not take something.',
    next: 'Tell IT the code.',
  },
  'standby/diverged': {
    means: 'The standby holds another history.',
    next: 'Do not promote it. Call IT.',
  },
  'certificate/leaf-expiring': {
    means: 'The certificate that browsers see of this hub ends soon.',
    next: 'It should have been renewed by itself: IT reads the hub’s log.',
  },
  'certificate/authority-expiring': {
    means: 'The store’s certificate authority ends soon.',
    next: 'Every browser must be told to trust a new one. Ask IT.',
  },
  'recovery/no-sheet': {
    means: 'This store has no recovery sheet.',
    next: 'On the hub: “holdfast recovery print”, then lock the sheet away.',
  },
  'recovery/unproven': {
    means: 'Nobody has shown that the recovery sheet can be read.',
    next: 'On the hub: “holdfast recovery confirm”, with the words of the sheet.',
  },
};
