import type {Language} from '../language.ts';
import type {ConsoleMessages} from './console-message-types.ts';
import {CONSOLE_EN} from './en.ts';
import {CONSOLE_ZH_CN} from './zh-cn.ts';

const BY_LANGUAGE: Readonly<Record<Language, ConsoleMessages>> = {
  en: CONSOLE_EN,
  'zh-CN': CONSOLE_ZH_CN,
};

/** The console's words. They are behind a door of their own: a till's page does not carry them. */
export function consoleMessagesIn(language: Language): ConsoleMessages {
  return BY_LANGUAGE[language];
}
