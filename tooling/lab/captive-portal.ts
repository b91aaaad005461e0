import {request} from 'node:https';
import {LabProgram, labProgram} from './lab-program.ts';
import type {LabWorld} from './lab-world.ts';
import {divertToPortal, PORTAL_PORT} from './line-faults.ts';
import type {PacketRules} from './packet-rules.ts';
import {HEAD_OFFICE} from './store-network.ts';
import {StrangerLog} from './stranger-log.ts';
import {openWindow} from './window.ts';

/** The page of a provider that wants to see a login first. */
export interface CaptivePortal {
  readonly log: StrangerLog;
  /** From now on everything the store opens over this line ends at the page. */
  divert(): Promise<PacketRules>;
  /** What somebody at the hub gets who asks head office for a page and ignores the certificate. */
  browse(): Promise<number>;
  close(): Promise<void>;
}

/** On the fibre, which is also what the hub's own browser would use. */
export async function openPortal(
  world: LabWorld,
  options: {readonly officePort: number},
): Promise<CaptivePortal> {
  const {hub, providers} = world.network;
  const command = labProgram('stranger-program.ts', String(PORTAL_PORT), 'portal');
  const program = new LabProgram('portal', providers.fibre.inside(command));
  await program.start();
  const to = {folder: world.folder, host: HEAD_OFFICE, port: options.officePort};
  const window = await openWindow(hub, to);
  return {
    log: new StrangerLog(program),
    divert: () => divertToPortal(providers.fibre),
    browse: () => browse(window.path),
    async close() {
      await window.close();
      await program.stop();
    },
  };
}

function browse(socketPath: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const asking = request({socketPath, path: '/', agent: false, rejectUnauthorized: false});
    asking.on('error', reject);
    asking.on('response', answer => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    asking.end();
  });
}
