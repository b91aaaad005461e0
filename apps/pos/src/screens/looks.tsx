import {type Messages, messagesIn} from '@holdfast/messages';
import {type Preferences, usePreferences} from '@holdfast/ui';
import {createContext, type ReactNode, useContext} from 'react';

/** How this till speaks and looks. */
export interface Looks extends Preferences {
  readonly say: Messages;
}

const LooksContext = createContext<Looks | undefined>(undefined);

export function useLooks(): Looks {
  const looks = useContext(LooksContext);
  if (!looks) throw new Error('a screen stands inside LooksProvider');
  return looks;
}

export function LooksProvider({children}: {readonly children: ReactNode}) {
  const preferences = usePreferences();
  const looks: Looks = {...preferences, say: messagesIn(preferences.language)};
  return <LooksContext value={looks}>{children}</LooksContext>;
}
