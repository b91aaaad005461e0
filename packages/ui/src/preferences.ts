import {type Language, languageFor} from '@holdfast/messages/language';
import {useEffect, useState} from 'react';

type Theme = 'light' | 'dark';

/** How a page of the house speaks and looks. Kept in the browser, for every page of this hub. */
export interface Preferences {
  readonly language: Language;
  readonly theme: Theme;
  readonly setLanguage: (language: Language) => void;
  readonly setTheme: (theme: Theme) => void;
}

const LANGUAGE = 'holdfast-language';
const THEME = 'holdfast-theme';

/** What was chosen here last; before that, what the browser asks for. */
export function usePreferences(): Preferences {
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
  return {
    ...{language, theme},
    setLanguage: next => {
      localStorage.setItem(LANGUAGE, next);
      setLanguage(next);
    },
    setTheme: next => {
      localStorage.setItem(THEME, next);
      setTheme(next);
    },
  };
}
