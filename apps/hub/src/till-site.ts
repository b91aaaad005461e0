import type {IncomingMessage, ServerResponse} from 'node:http';
import {gunzipSync} from 'node:zlib';
import {answerHelp} from './help-site.ts';

/** One file of a page, compressed as it travels. */
interface SiteFile {
  readonly contentType: string;
  readonly gzipped: Uint8Array;
  /** Its name says its content, so a browser may keep it for ever. */
  readonly immutable: boolean;
  readonly etag: string;
}

/** A page that the hub serves: its files by their path. */
type PageSite = ReadonlyMap<string, SiteFile>;

/** The pages that a hub serves, as they were built: the till's and the console's. */
export interface HubSites {
  readonly pos?: PageSite;
  readonly console?: PageSite;
}

/**
 * The page runs its own scripts and talks to where it came from; it can fetch nothing else, nobody
 * can frame it, and nothing of it can be sent elsewhere.
 */
const POLICY = [
  "default-src 'none'",
  ...['script-src', 'style-src', 'img-src', 'connect-src', 'manifest-src', 'worker-src'].map(
    what => `${what} 'self'`,
  ),
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const ALWAYS = {
  'content-security-policy': POLICY,
  'cross-origin-opener-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

type Answer = (request: IncomingMessage, response: ServerResponse) => boolean;

/** Answers what is asked below `/pos`, `/console` and `/help`; false for anything else. */
export function answerFrom({pos, console}: HubSites): Answer {
  const [till, office] = [answerBelow('/pos', pos), answerBelow('/console', console)];
  return (request, response) =>
    till(request, response) || office(request, response) || answerHelp(request, response);
}

function answerBelow(root: string, site: PageSite | undefined): Answer {
  return (request, response) => {
    const {method = '', url = '', headers} = request;
    const [path = ''] = url.split('?', 1);
    const send = (status: number, more: object, body?: Uint8Array | string) => {
      response.writeHead(status, {...ALWAYS, ...more});
      response.end(method === 'HEAD' ? undefined : body);
      return true;
    };
    const plain = {'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store'};
    if (path === root) return send(308, {location: `${root}/`});
    if (!path.startsWith(`${root}/`)) return false;
    if (method !== 'GET' && method !== 'HEAD') {
      return send(405, {...plain, allow: 'GET, HEAD'}, 'This page is only read.\n');
    }
    if (!site) return send(503, plain, 'This page was not built here: npm run build\n');
    const file = site.get(path);
    if (!file) return send(404, plain, `Nothing is here. The page is at ${root}/\n`);
    const {contentType, gzipped, immutable, etag} = file;
    const about = {
      etag,
      vary: 'accept-encoding',
      'cache-control': immutable ? 'public, max-age=31536000, immutable' : 'no-cache',
    };
    if (headers['if-none-match'] === etag) return send(304, about);
    const compressed = /\bgzip\b/.test(String(headers['accept-encoding'] ?? ''));
    return compressed
      ? send(200, {...about, 'content-type': contentType, 'content-encoding': 'gzip'}, gzipped)
      : send(200, {...about, 'content-type': contentType}, gunzipSync(gzipped));
  };
}
