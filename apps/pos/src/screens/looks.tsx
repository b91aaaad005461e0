import {type Language, languageFor, type Messages, messagesIn} from '@holdfast/messages';
import {createContext, type ReactNode, useContext, useEffect, useState} from 'react';

export type Theme = 'light' | 'dark';

/** How this till speaks and looks, and how it writes money and time. */
export interface Looks {
  readonly language: Language;
  readonly theme: Theme;
  readonly say: Messages;
  readonly setLanguage: (language: Language) => void;
  readonly setTheme: (theme: Theme) => void;
}

const LANGUAGE = 'holdfast-language';
const THEME = 'holdfast-theme';

const LooksContext = createContext<Looks | undefined>(undefined);

export function useLooks(): Looks {
  const looks = useContext(LooksContext);
  if (!looks) throw new Error('a screen stands inside LooksProvider');
  return looks;
}

export function LooksProvider({children}: {readonly children: ReactNode}) {
  const [language, setLanguage] = useState<Language>(() => {
    const kept = localStorage.getItem(LANGUAGE);
    return languageFor(kept === null ? navigator.languages : [kept]);
  });
  const [theme, setTheme] = useState<Theme>(() => {
    const kept = localStorage.getItem(THEME);
    if (kept === 'light' || kept === 'dark') return kept;
    return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  });
  useEffect(() => {
    document.documentElement.lang = language;
    document.documentElement.dataset['theme'] = theme;
  }, [language, theme]);
  const looks: Looks = {
    ...{language, theme, say: messagesIn(language)},
    setLanguage: next => {
      localStorage.setItem(LANGUAGE, next);
      setLanguage(next);
    },
    setTheme: next => {
      localStorage.setItem(THEME, next);
      setTheme(next);
    },
  };
  return <LooksContext value={looks}>{children}</LooksContext>;
}
