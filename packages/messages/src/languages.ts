import {EN} from './en.ts';
import type {Language} from './language.ts';
import type {Messages} from './messages.ts';
import {ZH_CN} from './zh-cn.ts';

const BY_LANGUAGE: Readonly<Record<Language, Messages>> = {en: EN, 'zh-CN': ZH_CN};

export function messagesIn(language: Language): Messages {
  return BY_LANGUAGE[language];
}
