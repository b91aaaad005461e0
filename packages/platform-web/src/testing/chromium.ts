import {type ChildProcess, execFile, spawn} from 'node:child_process';
import {existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {
  type Browser,
  type BrowserContext,
  type CDPSession,
  chromium,
  type Page,
} from 'playwright-core';

const PROGRAM = '/usr/bin/chromium';
/** What a person's click on “trust this authority” does, for a test. */
export const CERTUTIL = '/usr/bin/certutil';

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-background-networking',
  '--disable-breakpad',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-extensions',
  '--disable-sync',
  '--password-store=basic',
  // Nothing but this machine has a name or an address.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
  '--remote-debugging-port=0',
];

/**
 * For `describe.skipIf`: whether to leave the browser's tests out, and a title that says why. Where
 * `HOLDFAST_REQUIRE=all` they run all the same, and fail.
 */
export function chromiumTitle(
  title: string,
  ...alsoNeeded: readonly string[]
): {readonly skipped: boolean; readonly title: string} {
  const missing = [PROGRAM, ...alsoNeeded].filter(file => !existsSync(file));
  const skipped = missing.length > 0 && process.env['HOLDFAST_REQUIRE'] !== 'all';
  return {skipped, title: skipped ? `${title} (skipped: no ${missing.join(', ')})` : title};
}

/**
 * Debian's Chromium, without a window, on a profile of its own that survives it. Started by us and
 * not by Playwright, because tests cut its power.
 */
export class Chromium {
  readonly #flags: readonly string[];
  readonly #profile = mkdtempSync(join(tmpdir(), 'holdfast-'));
  #running: {readonly process: ChildProcess; readonly browser: Browser} | undefined;

  constructor(...flags: readonly string[]) {
    this.#flags = flags;
  }

  /** Starts it, on what the last one left behind. */
  async start(): Promise<void> {
    // Of a flag that comes twice, the last one counts.
    const flags = [...FLAGS, `--user-data-dir=${this.#profile}`, ...this.#flags, 'about:blank'];
    const started = spawn(PROGRAM, flags, {
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: this.#environment,
    });
    try {
      const browser = await chromium.connectOverCDP(await debuggerOf(started));
      this.#running = {process: started, browser};
    } catch (error) {
      await killGroup(started);
      throw error;
    }
  }

  /** Makes an authority's certificate trusted for servers, as on a till PC. Before the start. */
  async trust(certificatePem: string): Promise<void> {
    const database = join(this.#profile, '.pki', 'nssdb'); // where Chromium on Linux looks
    const file = join(this.#profile, 'authority.crt');
    mkdirSync(database, {recursive: true});
    writeFileSync(file, certificatePem);
    const certutil = async (...args: readonly string[]) => {
      await promisify(execFile)(CERTUTIL, ['-d', `sql:${database}`, ...args]);
    };
    await certutil('-N', '--empty-password');
    await certutil('-A', '-n', 'store', '-t', 'C,,', '-i', file);
  }

  /** A home of its own: nothing of the person who runs the tests is trusted or changed. */
  get #environment(): NodeJS.ProcessEnv {
    return {...process.env, HOME: this.#profile, TMPDIR: this.#profile};
  }

  get pid(): number {
    return pidOf(this.#live.process);
  }

  get context(): BrowserContext {
    const [context] = this.#live.browser.contexts();
    if (!context) throw new Error('Chromium shows no window');
    return context;
  }

  /** A new tab with this page in it, once it is loaded. */
  async open(url: string): Promise<Page> {
    const page = await this.context.newPage();
    await page.goto(url);
    return page;
  }

  /** Its own protocol, for what no page may do. */
  debug(page: Page): Promise<CDPSession> {
    return this.context.newCDPSession(page);
  }

  /** All its processes at once, without a word: what a pulled plug does to them. */
  async kill(): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    if (!running) return;
    await killGroup(running.process);
    await running.browser.close().catch(() => {});
  }

  /** Kills it and forgets the profile. */
  async remove(): Promise<void> {
    await this.kill();
    rmSync(this.#profile, {recursive: true, force: true, maxRetries: 5});
  }

  get #live() {
    if (!this.#running) throw new Error('Chromium is not running');
    return this.#running;
  }
}

/** The address that Chromium tells on its standard error. */
function debuggerOf(started: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    started.stderr?.on('data', chunk => {
      said = `${said}${chunk}`.slice(-4_000);
      const [, address] = /DevTools listening on (ws:\S+)/.exec(said) ?? [];
      if (address !== undefined) resolve(address);
    });
    started.once('error', reject);
    started.once('exit', () => reject(new Error(`Chromium did not start: ${said}`)));
  });
}

/** The leader holds the profile's locks: once it is gone, another may have the profile. */
async function killGroup(leader: ChildProcess): Promise<void> {
  if (leader.exitCode !== null || leader.signalCode !== null) return;
  const gone = new Promise(resolve => leader.once('exit', resolve));
  process.kill(-pidOf(leader), 'SIGKILL');
  await gone;
}

function pidOf({pid}: ChildProcess): number {
  if (pid === undefined) throw new Error('Chromium did not start');
  return pid;
}
