import {HUB_SERVICE_TYPE} from '@holdfast/wire';
import {startAvahi} from './avahi.ts';
import {LabProgram, labProgram} from './lab-program.ts';
import {LAN_PORT, STORE_ID, STORE_NAME} from './lab-store.ts';
import type {LabWorld} from './lab-world.ts';
import {startProgram, until} from './run-program.ts';
import {StrangerLog} from './stranger-log.ts';

/**
 * Somebody with a laptop on the store's LAN, who says by mDNS to be its hub: the same name, id,
 * store and port, and another key, for the right one is not to be had. Answers what was said to it.
 */
export async function plugInImpostor(
  world: LabWorld,
  hub: {readonly hubId: string},
): Promise<StrangerLog> {
  const {guest} = world.network;
  const manner = [String(LAN_PORT), 'silent'];
  const command = labProgram(new URL('stranger-program.ts', import.meta.url), ...manner);
  const program = new LabProgram('impostor', guest.inside(command));
  world.entrust(() => program.stop());
  await program.start();
  const avahi = await startAvahi(guest);
  world.entrust(() => avahi.stop());
  const txt = ['txtvers=1', 'pv=1', 'tls=1', `id=${hub.hubId.slice(0, 8)}`, `store=${STORE_ID}`];
  const service = [STORE_NAME, HUB_SERVICE_TYPE, String(LAN_PORT), ...txt];
  const publisher = startProgram(avahi.command('avahi-publish', '-s', ...service));
  world.entrust(() => publisher.stop());
  await until('the impostor is announced', () =>
    publisher.lines.some(line => line.endsWith(`'${STORE_NAME}'`)),
  );
  return new StrangerLog(program);
}
