import {Agent, request} from 'node:http';
import {join} from 'node:path';
import type {LabHost} from './lab-host.ts';
import {LabProgram, labProgram} from './lab-program.ts';

interface Asked {
  readonly method?: 'GET' | 'POST';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Answered {
  readonly status: number;
  readonly body: unknown;
}

/** Reaches one HTTP door inside a host's network from outside of it. */
export interface Window {
  /** Where it can be connected to: a path in the file system. */
  readonly path: string;
  /** Rejects when the door does not answer. */
  ask(asked: Asked): Promise<Answered>;
  close(): Promise<void>;
}

const ANSWER_MS = 5_000;

export async function openWindow(
  host: LabHost,
  to: {readonly folder: string; readonly host: string; readonly port: number},
): Promise<Window> {
  const path = join(to.folder, `${host.name}-${to.port}.sock`);
  const args = [path, to.host, String(to.port)];
  const program = new LabProgram(
    'window',
    host.inside(labProgram(new URL('window-program.ts', import.meta.url), ...args)),
  );
  await program.start();
  const agent = new Agent({keepAlive: true});
  return {
    path,
    ask: asked => ask({path, agent}, asked),
    async close() {
      agent.destroy();
      await program.stop();
    },
  };
}

function ask(
  through: {readonly path: string; readonly agent: Agent},
  {method = 'GET', path, headers = {}, body = ''}: Asked,
): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const asking = request({
      socketPath: through.path,
      agent: through.agent,
      method,
      path,
      headers: {host: '127.0.0.1', 'content-length': Buffer.byteLength(body), ...headers},
      timeout: ANSWER_MS,
    });
    asking.on('timeout', () => asking.destroy(new Error('no answer in time')));
    asking.on('error', reject);
    asking.on('response', response => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('error', reject);
      response.on('end', () => {
        const status = response.statusCode ?? 0;
        try {
          resolve({status, body: text === '' ? undefined : JSON.parse(text)});
        } catch (error) {
          reject(error);
        }
      });
    });
    asking.end(body);
  });
}
