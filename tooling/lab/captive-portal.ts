import {request as requestPlain} from 'node:http';
import {request as requestTls} from 'node:https';
import {LabProgram, labProgram} from './lab-program.ts';
import type {LabWorld} from './lab-world.ts';
import {divertToPortal, PORTAL_PORT} from './line-faults.ts';
import type {PacketRules} from './packet-rules.ts';
import {HEAD_OFFICE} from './store-network.ts';
import {StrangerLog} from './stranger-log.ts';
import {openWindow} from './window.ts';

const ANSWER_MS = 5_000;

/** The page of a provider that wants to see a login first. */
export interface CaptivePortal {
  readonly log: StrangerLog;
  /** From now on everything the store opens over this line ends at the page. */
  divert(): Promise<PacketRules>;
  /**
   * What somebody at the hub gets who asks head office for a page and does not look at
   * certificates.
   */
  browse(scheme: 'http' | 'https'): Promise<number>;
}

/** On the fibre, which is also what the hub's own browser would use. */
export async function openPortal(
  world: LabWorld,
  options: {readonly officePort: number},
): Promise<CaptivePortal> {
  const {hub, providers} = world.network;
  const manner = [String(PORTAL_PORT), 'portal'];
  const command = labProgram(new URL('stranger-program.ts', import.meta.url), ...manner);
  const program = new LabProgram('portal', providers.fibre.inside(command));
  world.entrust(() => program.stop());
  await program.start();
  const to = {folder: world.folder, host: HEAD_OFFICE, port: options.officePort};
  const window = await openWindow(hub, to);
  world.entrust(() => window.close());
  return {
    log: new StrangerLog(program),
    divert: () => divertToPortal(providers.fibre),
    browse: scheme => browse(window.path, scheme),
  };
}

function browse(socketPath: string, scheme: 'http' | 'https'): Promise<number> {
  const request = scheme === 'https' ? requestTls : requestPlain;
  return new Promise((resolve, reject) => {
    const page = {socketPath, path: '/', agent: false, timeout: ANSWER_MS};
    const asking = request({...page, rejectUnauthorized: false});
    asking.on('timeout', () => asking.destroy(new Error('the portal does not answer')));
    asking.on('error', reject);
    asking.on('response', answer => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    asking.end();
  });
}
