import {useSyncExternalStore} from 'react';

/** The pages of the console, in the order of their tabs. */
export const PLACES = ['home', 'tills', 'uplinks', 'ledger', 'quarantine', 'day', 'store'] as const;
export type Place = (typeof PLACES)[number];

function placeNow(): Place {
  const [name = ''] = location.hash.replace(/^#\/?/, '').split('?');
  return PLACES.find(place => place === name) ?? 'home';
}

/** The page that the address names: one can be bookmarked, and the way back works. */
export function usePlace(): Place {
  return useSyncExternalStore(listener => {
    addEventListener('hashchange', listener);
    return () => removeEventListener('hashchange', listener);
  }, placeNow);
}

export function hrefOf(place: Place): string {
  return `#/${place}`;
}
