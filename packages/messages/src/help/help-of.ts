import type {Language} from '../language.ts';
import {HELP_EN} from './help-en.ts';
import {HELP_CODES, type HelpCode, type HelpWords} from './help-words.ts';
import {HELP_ZH_CN} from './help-zh-cn.ts';

/** A page about a code. */
export interface HelpPage extends HelpWords {
  readonly code: HelpCode;
  /** Whether what it says may be done while people are being served. */
  readonly when: 'anytime' | 'stop';
}

/** What there is to know of a code, in this language; `undefined` for one that nobody shows. */
export function helpOf(code: string, language: Language): HelpPage | undefined {
  const known = HELP_LIST.find(one => one === code);
  if (!known) return undefined;
  const words = language === 'zh-CN' ? HELP_ZH_CN : HELP_EN;
  return {code: known, when: HELP_CODES[known], ...words[known]};
}

/** Every code that has a page. */
export const HELP_LIST: readonly HelpCode[] = Object.keys(HELP_CODES).flatMap(code =>
  isHelpCode(code) ? [code] : [],
);

function isHelpCode(code: string): code is HelpCode {
  return Object.hasOwn(HELP_CODES, code);
}
