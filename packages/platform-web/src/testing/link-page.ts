import {isFault} from '@holdfast/std';
import type {HubConnection} from '@holdfast/terminal-sdk';
import {hubIdSchema} from '@holdfast/wire';
import {browserHubLink} from '../browser-hub-link.ts';
import type {LinkCalls} from './remote-link.ts';

// The half of a RemoteLink that runs in the browser.

const hubId = hubIdSchema.parse('0'.repeat(32)); // the browser asks its own authorities
let connection: HubConnection | undefined;

function open(): HubConnection {
  if (!connection) throw new Error('not connected');
  return connection;
}

const link: LinkCalls = {
  async connect({address, connectMs, abortAfterMs}) {
    const {origin} = location;
    const signal =
      abortAfterMs === undefined ? new AbortController().signal : AbortSignal.timeout(abortAfterMs);
    const road = browserHubLink({origin, ...(connectMs === undefined ? {} : {connectMs})});
    try {
      connection = await road.connect({address, hubId, keyPin: new Uint8Array(32), signal});
      return {version: connection.version, origin: connection.origin};
    } catch (error) {
      if (!isFault(error)) throw error;
      return {fault: error.message};
    }
  },

  async read(count) {
    const heard: unknown[] = [];
    try {
      for await (const message of open().messages()) {
        heard.push(message);
        if (heard.length === count) return {heard, ended: false};
      }
      return {heard, ended: true, closeCode: open().closeCode()};
    } catch (error) {
      if (!isFault(error)) throw error;
      return {heard, ended: true, fault: error.message};
    }
  },

  async send(messages) {
    for (const message of messages) open().send(message);
  },

  async close() {
    open().close();
  },
};

Object.assign(globalThis, {link});
