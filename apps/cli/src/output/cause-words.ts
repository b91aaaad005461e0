interface CauseWords {
  readonly means: string;
  /** What somebody can do; nothing where it is best left alone. */
  readonly next?: string;
}

const CAUSES: Readonly<Record<string, CauseWords>> = {
  'certificate/authority-expiring': {
    means: 'The store’s certificate authority',
    next: 'Every browser must be told to trust a new one. Ask whoever looks after your stores.',
  },
  'certificate/leaf-expiring': {
    means: 'The certificate that browsers see of this hub',
    next: 'It should have been renewed by itself: read leaf.renewal-failed in the log of the hub.',
  },
  'hub/replaced': {
    means:
      'Another hub took over this store: this one records nothing more, and forwards what it has.',
    next: 'Leave it on until nothing is unsent, then take it out of the store.',
  },
  'ledger/behind': {means: 'What is unsent waits for head office.'},
  'ledger/diverged': {
    means: 'Hub and head office hold different histories.',
    next: 'The hub opens a new ledger by itself. Keep its files.',
  },
  'ledger/stuck': {
    means: 'Head office refuses what it is sent, or lacks what was deleted here.',
    next: 'Read why in the log of the hub; it tries again by itself.',
  },
  'recovery/no-sheet': {
    means: 'This store has no recovery sheet: if the hub burns, browsers must be told anew.',
    next: 'holdfast recovery print, then lock the sheet away.',
  },
  'recovery/unproven': {
    means: 'The recovery sheet was printed, and nobody has shown that it can be read.',
    next: 'holdfast recovery confirm, with the words of the sheet.',
  },
  'uplink/all-down': {
    means: 'No uplink reaches head office.',
    next: 'Go on selling. Call the provider of the line; leave the switch alone.',
  },
  'uplink/all-paused': {
    means: 'Every uplink is paused.',
    next: 'holdfast uplinks resume NAME',
  },
  'uplink/budget-low': {means: 'A metered uplink has little left of its month.'},
  'uplink/metered': {means: 'Only a metered uplink is left: what is sent costs data.'},
  'uplink/none': {
    means: 'No uplink is configured.',
    next: 'Add an [[uplink]] to the configuration of the hub.',
  },
  'uplink/over-budget': {
    means: 'A metered uplink has used up its month: new sales pass, the backlog waits.',
  },
  'uplink/slow': {means: 'Every unmetered uplink is slow.'},
  'uplink/some-down': {means: 'An uplink is down; another one carries on.'},
  'uplink/source-changed': {
    means: 'Head office sees an uplink come from another address than usual.',
    next: 'See whether its router has fallen back to mobile data.',
  },
  'uplink/unsure': {means: 'It is not sure yet which uplink works.'},
  'uplink/untrusted': {
    means: 'Somebody answers on an uplink who is not head office.',
    next: 'Often a sign-in page of the provider: sign in, or call them.',
  },
};

/** Why the store is in its state, for a person; a code that a newer hub says stands for itself. */
export function causeWords(code: string): CauseWords {
  return CAUSES[code] ?? {means: code};
}
