import type {AuthorityView} from '../store-authority.ts';
import {SITE_STYLE} from './site-style.ts';
import {SITE_WORDS, type SiteLanguage} from './site-words.ts';

export interface SitePage {
  readonly storeName: string;
  readonly storeId: string;
  /** Where the store's own pages are, once the authority is trusted. */
  readonly origin: string;
  readonly authority: Pick<AuthorityView, 'words' | 'sha256' | 'notAfterMs'>;
}

/** `A1B2 C3D4 …`: sixteen groups that an eye can follow. */
export function hexGroups(sha256: string): string[] {
  return sha256.toUpperCase().match(/.{1,4}/g) ?? [];
}

/** The one page: no script, nothing fetched, readable on a phone. */
export function sitePage(language: SiteLanguage, page: SitePage): string {
  const words = SITE_WORDS[language];
  const {storeName, storeId, origin, authority} = page;
  const other: SiteLanguage = language === 'en' ? 'zh' : 'en';
  const until = new Date(authority.notAfterMs).toISOString().slice(0, 10);
  const devices = words.devices.map(
    ({device, steps}) =>
      `<details><summary>${inHtml(device)}</summary><ol>${steps
        .map(step => `<li>${marked(step)}</li>`)
        .join('')}</ol></details>`,
  );
  return `<!doctype html>
<html lang="${words.lang}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>${inHtml(words.title)} · ${inHtml(storeName)}</title><style>${SITE_STYLE}</style></head>
<body><main>
<header><span>${inHtml(storeName)} · ${inHtml(storeId)}</span><a href="/?lang=${other}" lang="${SITE_WORDS[other].lang}">${words.otherLanguage}</a></header>
<h1>${inHtml(words.title)}</h1>
<p>${inHtml(words.lede)}</p><p class="soft">${inHtml(words.limits)}</p>
<section><h2>${inHtml(words.compareTitle)}</h2><p>${marked(words.compare)}</p>
<ol class="words" lang="en" translate="no">${authority.words.map(word => `<li>${inHtml(word)}</li>`).join('')}</ol></section>
<section><a class="get" href="/store-ca.crt" download>${inHtml(words.download)}</a>
<p class="soft">${inHtml(words.downloadHint)} · ${inHtml(words.validUntil)} ${until}</p>
<h2>${inHtml(words.fileTitle)}</h2><p>${inHtml(words.file)}</p>
<div class="hex" translate="no">${hexGroups(authority.sha256)
    .map(group => `<span>${group}</span>`)
    .join(' ')}</div></section>
<section><h2>${inHtml(words.stepsTitle)}</h2>${devices.join('')}</section>
<p>${inHtml(words.open)} <a class="url" href="${inHtml(origin)}">${inHtml(origin)}</a></p>
</main></body></html>
`;
}

/** Text between two `|` as what a device shows; what begins like a command, as one. */
function marked(text: string): string {
  return text
    .split('|')
    .map((part, at) => {
      if (at % 2 === 0) return inHtml(part);
      const tag = /^(certutil|shasum|sha256sum|holdfast|libnss3)/.test(part) ? 'code' : 'kbd';
      return `<${tag}>${inHtml(part)}</${tag}>`;
    })
    .join('');
}

function inHtml(text: string): string {
  const named: Readonly<Record<string, string>> = {'&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot'};
  return text.replace(/[&<>"]/g, letter => `&${named[letter]};`);
}
