import {createServer, type Server} from 'node:http';
import {bundleForBrowser} from './browser-bundle.ts';

const PAGE =
  '<!doctype html><meta charset="utf-8"><title>test</title><script src="/page.js"></script>';

/**
 * Serves one page on the loopback, which browsers take for a secure context: a script bundled from
 * our sources as a browser gets them, with nothing of Node in it.
 */
export class PageServer {
  readonly #server: Server;
  #marked: (mark: string) => void = () => {};

  private constructor(script: string) {
    this.#server = createServer((request, response) => {
      const {pathname} = new URL(request.url ?? '/', 'http://localhost');
      const mark = /^\/mark\/(.+)$/.exec(pathname)?.[1];
      if (mark !== undefined) this.#marked(decodeURIComponent(mark));
      const isScript = pathname === '/page.js';
      response.writeHead(200, {'content-type': isScript ? 'text/javascript' : 'text/html'});
      response.end(isScript ? script : PAGE);
    });
  }

  /** @param entry the absolute path of the page's TypeScript. */
  static async start(entry: string): Promise<PageServer> {
    const server = new PageServer(await bundleForBrowser({entryPoints: [entry]}));
    await new Promise<void>(resolve => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get port(): number {
    const address = this.#server.address();
    if (typeof address !== 'object' || !address) throw new Error('the page server is stopped');
    return address.port;
  }

  /**
   * Hears of `/mark/<name>` before the page gets its answer. A page that asks synchronously does
   * nothing more until then: a test can stop its world at one line.
   */
  onMark(react: (mark: string) => void): void {
    this.#marked = react;
  }

  async stop(): Promise<void> {
    const closed = new Promise(resolve => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }
}
