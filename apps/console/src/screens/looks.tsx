import {
  type ConsoleMessages,
  consoleMessagesIn,
  type IssueWords,
  issueWordsIn,
} from '@holdfast/messages/console';
import {type Preferences, usePreferences} from '@holdfast/ui';
import {createContext, type ReactNode, useContext} from 'react';

/** How the console speaks and looks. */
export interface Looks extends Preferences {
  readonly say: ConsoleMessages;
  readonly sayIssue: (code: string) => IssueWords;
}

const LooksContext = createContext<Looks | undefined>(undefined);

export function useLooks(): Looks {
  const looks = useContext(LooksContext);
  if (!looks) throw new Error('a screen stands inside LooksProvider');
  return looks;
}

export function LooksProvider({children}: {readonly children: ReactNode}) {
  const preferences = usePreferences();
  const {language} = preferences;
  const looks: Looks = {
    ...preferences,
    say: consoleMessagesIn(language),
    sayIssue: code => issueWordsIn(language, code),
  };
  return <LooksContext value={looks}>{children}</LooksContext>;
}
