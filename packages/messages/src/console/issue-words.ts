import type {Language} from '../language.ts';
import {ISSUES_EN} from './en-issues.ts';
import type {IssueWords} from './issue-words-type.ts';
import {ISSUES_ZH_CN} from './zh-cn-issues.ts';

const BY_LANGUAGE: Readonly<Record<Language, Readonly<Record<string, IssueWords>>>> = {
  en: ISSUES_EN,
  'zh-CN': ISSUES_ZH_CN,
};

/** The words about a stable code; a code that only a newer hub knows stands for itself. */
export function issueWordsIn(language: Language, code: string): IssueWords {
  return BY_LANGUAGE[language][code] ?? {means: code, next: ''};
}
