import type {HubAddress} from '@holdfast/terminal-sdk';
import type {TerminalToHub} from '@holdfast/wire';
import type {Page} from 'playwright-core';

interface Dialled {
  readonly version?: number;
  readonly origin?: string;
  readonly fault?: string;
}

interface Heard {
  readonly heard: readonly unknown[];
  /** Whether the reader came to an end, and how. */
  readonly ended: boolean;
  readonly closeCode?: number | undefined;
  readonly fault?: string;
}

/** What a test may ask of a hub link in a page. */
export interface LinkCalls {
  connect(target: {
    readonly address: HubAddress;
    readonly connectMs?: number;
    readonly abortAfterMs?: number;
  }): Promise<Dialled>;
  /** Reads this many messages, or to the end. */
  read(count: number): Promise<Heard>;
  send(messages: readonly TerminalToHub[]): Promise<void>;
  close(): Promise<void>;
}

/** A hub link in a page that runs `link-page.ts`, held from here. */
export function remoteLink(page: Page): LinkCalls {
  const call = <T>(method: keyof LinkCalls, argument?: unknown) =>
    page.evaluate<T, readonly [string, unknown]>(
      ([name, given]) => Reflect.get(Reflect.get(globalThis, 'link'), name)(given),
      [method, argument],
    );
  return {
    connect: target => call('connect', target),
    read: count => call('read', count),
    send: messages => call('send', messages),
    close: () => call('close'),
  };
}
