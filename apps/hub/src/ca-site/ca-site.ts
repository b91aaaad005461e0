import {createHash} from 'node:crypto';
import {createServer, type IncomingMessage, type Server, type ServerResponse} from 'node:http';
import {aborted, type Log, type Service} from '@holdfast/std';
import type {AuthorityView} from '../store-authority.ts';
import {type SitePage, sitePage} from './site-page.ts';
import {SITE_STYLE} from './site-style.ts';
import type {SiteLanguage} from './site-words.ts';

const SOCKETS_MAX = 64;
const PATIENCE_MS = 5_000;
const FILE = '/store-ca.crt';
const STYLE_HASH = createHash('sha256').update(SITE_STYLE).digest('base64');

/** No script, no frame, no form, nothing from elsewhere: our one style and nothing more. */
const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${STYLE_HASH}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export interface CaSiteOptions {
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  readonly page: () => Omit<SitePage, 'authority'>;
  readonly authority: AuthorityView;
  readonly log: Log;
}

/**
 * Hands out the store's authority by plain HTTP, because who does not have it yet cannot come by
 * TLS. Two things are served, the page and the certificate; both are public, and both can be
 * changed on the way, so the page says what to compare with the hub's own screen. Where it cannot
 * listen the hub goes on without it, and its status says so.
 */
export class CaSite implements Service {
  readonly name = 'ca-site';
  readonly #options: CaSiteOptions;
  #port = 0;
  #problem = '';

  constructor(options: CaSiteOptions) {
    this.#options = options;
  }

  /** Where it listens; 0 while it does not. */
  get port(): number {
    return this.#port;
  }

  /** Why it does not listen, once that is known; empty where it does. */
  get problem(): string {
    return this.#problem;
  }

  async run(signal: AbortSignal, ready: () => void): Promise<void> {
    const server = createServer({maxHeaderSize: 8192}, (request, response) => {
      this.#answer(request, response);
    });
    server.maxConnections = SOCKETS_MAX;
    server.headersTimeout = PATIENCE_MS;
    server.requestTimeout = PATIENCE_MS;
    server.keepAliveTimeout = PATIENCE_MS;
    await this.#listen(server);
    ready();
    await aborted(signal);
    this.#port = 0;
    if (!server.listening) return;
    await new Promise<void>(resolve => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  }

  #listen(server: Server): Promise<void> {
    const {host, port, log} = this.#options;
    return new Promise(resolve => {
      server.on('error', error => {
        this.#problem = error.message;
        log.warn('ca-site.not-listening', {host, port, reason: error.message});
        resolve();
      });
      server.listen(port, host, () => {
        const address = server.address();
        this.#port = typeof address === 'object' && address ? address.port : 0;
        log.info('ca-site.listening', {host, port: this.#port});
        resolve();
      });
    });
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const {authority, page} = this.#options;
    const {method = '', url = '/', headers} = request;
    const [path, query = ''] = url.split('?', 2);
    const always = {
      'cache-control': 'no-store',
      'content-security-policy': POLICY,
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    };
    const send = (status: number, type: string, body: string | Uint8Array, more: object = {}) => {
      response.writeHead(status, {...always, 'content-type': type, ...more});
      response.end(method === 'HEAD' ? undefined : body);
    };
    if (method !== 'GET' && method !== 'HEAD') {
      send(405, 'text/plain', 'This page is only read.\n', {allow: 'GET, HEAD'});
    } else if (path === FILE) {
      send(200, 'application/x-x509-ca-cert', authority.der);
    } else if (path === '/') {
      const language = languageOf(query, headers['accept-language']);
      const about = {'content-language': language, vary: 'accept-language'};
      send(200, 'text/html; charset=utf-8', sitePage(language, {...page(), authority}), about);
    } else {
      send(404, 'text/plain', 'Nothing else is here.\n');
    }
  }
}

/** What was asked for, else which of the two the browser names first, else English. */
function languageOf(query: string, accepted = ''): SiteLanguage {
  const asked = new URLSearchParams(query).get('lang');
  if (asked === 'en' || asked === 'zh') return asked;
  const first = /\b(en|zh)\b/i.exec(accepted)?.[1]?.toLowerCase();
  return first === 'zh' ? 'zh' : 'en';
}
