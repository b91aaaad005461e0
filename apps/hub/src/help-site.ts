import {createHash} from 'node:crypto';
import type {IncomingMessage, ServerResponse} from 'node:http';
import {messagesIn} from '@holdfast/messages';
import {HELP_LIST, helpOf} from '@holdfast/messages/help';
import {type Language, languageFor} from '@holdfast/messages/language';

const ROOT = '/help/';
const STYLE =
  ':root{color-scheme:light dark}body{margin:0;font:1.05rem/1.5 system-ui,"Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif}' +
  'main{max-width:42rem;margin:auto;padding:1.5rem}h1{line-height:1.25}h2{margin:1.6rem 0 .3rem;font-size:1rem}' +
  'p{margin:.2rem 0}a{display:inline-block;min-height:48px;line-height:48px}code{font-size:.95rem}' +
  '.safe,.stop{padding:.8rem 1rem;border-radius:10px;font-weight:600}.safe{background:#e8f5ee;color:#0b6b3a}.stop{background:#fff4db;color:#7a4b00}' +
  '@media (prefers-color-scheme:dark){.safe{background:#0e2a1c;color:#8fe0b4}.stop{background:#30230a;color:#ffd27a}}';
const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-cache',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/**
 * Answers what is asked below `/help`: a page a code, in the language that is asked for or that the
 * browser names, and the list of all. No script, nothing fetched. False for any other path.
 */
export function answerHelp(request: IncomingMessage, response: ServerResponse): boolean {
  const {pathname, searchParams} = new URL(request.url ?? '/', 'http://hub');
  if (pathname !== '/help' && !pathname.startsWith(ROOT)) return false;
  const code = pathname.slice(ROOT.length);
  const wanted = searchParams.get('lang') ?? request.headers['accept-language'] ?? '';
  const language = languageFor(wanted.split(',').map(one => one.trim()));
  const page = code === '' ? listPage(language) : codePage(code, language);
  const {method} = request;
  const reads = method === 'GET' || method === 'HEAD';
  response.writeHead(reads ? (page ? 200 : 404) : 405, HEADERS);
  response.end(reads && method !== 'HEAD' ? (page ?? listPage(language)) : undefined);
  return true;
}

function codePage(code: string, language: Language): string | undefined {
  const help = helpOf(code, language);
  if (!help) return undefined;
  const say = messagesIn(language);
  const stop = help.when === 'stop';
  return framed({
    ...{language, title: help.title, path: `${ROOT}${help.code}`},
    body:
      `<p><code translate="no">${help.code}</code></p>` +
      `<h2>${say.helpWhy}</h2><p>${help.why}</p><h2>${say.helpNow}</h2><p>${help.now}</p>` +
      `<h2>${say.helpSafe}</h2><p class="${stop ? 'stop' : 'safe'}">${stop ? say.helpStop : say.helpAnytime}</p>` +
      `<p><a href="${ROOT}?lang=${language}">${say.helpAll}</a></p>`,
  });
}

function listPage(language: Language): string {
  const items = HELP_LIST.map(code => {
    const title = helpOf(code, language)?.title ?? code;
    return `<li><a href="${ROOT}${code}?lang=${language}">${title}</a> <code translate="no">${code}</code></li>`;
  });
  const title = messagesIn(language).helpAll;
  return framed({language, title, path: ROOT, body: `<ul>${items.join('')}</ul>`});
}

function framed(page: {
  readonly language: Language;
  readonly title: string;
  readonly path: string;
  readonly body: string;
}): string {
  const {language, title, path, body} = page;
  const other: Language = language === 'en' ? 'zh-CN' : 'en';
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>${title}</title><style>${STYLE}</style></head>
<body><main><a href="${path}?lang=${other}" lang="${other}">${messagesIn(language).otherLanguage}</a>
<h1>${title}</h1>${body}</main></body></html>
`;
}
