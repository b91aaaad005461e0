import {join} from 'node:path';
import {formatPairingLink, HUB_SERVICE_TYPE, parsePairingLink} from '@holdfast/wire';
import {expect, test} from 'vitest';
import {avahiMissing, startAvahi} from './avahi.ts';
import {conclude, describeLab} from './describe-lab.ts';
import {plugInImpostor} from './impostor.ts';
import {LAN_PORT, LabStore, STORE_NAME} from './lab-store.ts';
import type {LabWorld} from './lab-world.ts';
import {runProgram} from './run-program.ts';
import {playScenario} from './scenario.ts';
import {soldMeanwhile} from './scene-looks.ts';
import {soon} from './soon.ts';
import {STORE_HUB} from './store-network.ts';
import type {StrangerLog} from './stranger-log.ts';

const PLAY_MS = 120_000;
/**
 * Of sysexits(3): what the till's program ends with when it met another key than the pinned one.
 */
const NOT_ALLOWED = 77;

const missing = await avahiMissing();

await describeLab('on the LAN of a store', {tills: 2, missing}, world => {
  test(
    'avahi-browse on a till resolves the hub that the store runs',
    async () => {
      const store = await LabStore.open(world(), {tills: 1});
      const till = world().network.tills[0];
      if (!till) throw new Error('the store has a till');
      const avahi = await startAvahi(till);
      try {
        const seen = await runProgram(avahi.command('avahi-browse', '-rtp', HUB_SERVICE_TYPE));
        const lines = seen.stdout.split('\n').filter(line => line.startsWith('='));
        expect(lines).toHaveLength(1);
        const [, device, family, name, type, domain, , address, port, txt = ''] =
          lines[0]?.split(';') ?? [];
        expect({device, family, name, type, domain, address, port}).toEqual({
          device: till.interface,
          family: 'IPv4',
          name: STORE_NAME.replace(' ', '\\032'),
          type: HUB_SERVICE_TYPE,
          domain: 'local',
          address: STORE_HUB,
          port: String(LAN_PORT),
        });
        expect(txt.split(' ')).toContain(`"id=${store.hubId.slice(0, 8)}"`);
        console.log(`lab: avahi-browse -rt ${HUB_SERVICE_TYPE} on a till · ${lines[0]}`);
      } finally {
        await avahi.stop();
        await store.close();
      }
    },
    PLAY_MS,
  );

  test(
    'an impostor under the name of the dead hub hears no journal byte, key proof or token',
    async () => {
      let log: StrangerLog | undefined;
      const outcomes = await playScenario(world(), {
        fault: 'hub killed −9, an impostor takes its name, id and store, with another key',
        tills: 1,
        alone: true,
        async strike({store}) {
          const link = await store.pairingLink();
          const pid = await store.hub.kill();
          log = await plugInImpostor(world(), store);
          expect(await pairWithImpostor(world(), link)).toBe(NOT_ALLOWED);
          return {
            async end() {
              await store.hub.start();
              const count = log?.greetings ?? 0;
              return [
                {kind: 'killed', pid},
                {kind: 'counted', count, what: 'times the impostor showed its key'},
              ];
            },
          };
        },
        async meanwhile(scene) {
          await soldMeanwhile(scene, 20);
          await soon('the till has met the impostor', async () => {
            const [seller] = scene.sellers;
            return (await seller?.till.status())?.causes.includes('hub/untrusted') === true;
          });
        },
        async afterwards({sellers, tell}) {
          for (const {till} of sellers) {
            expect((await till.status()).hubAddress).toBe(`${STORE_HUB}:${LAN_PORT}`);
          }
          expect(log?.toldBytes).toBe(0);
          tell('it was told 0 bytes');
        },
      });
      conclude(outcomes);
    },
    PLAY_MS,
  );
});

/** Another till is given the hub's link, and led astray by it. Answers how its program ended. */
async function pairWithImpostor(world: LabWorld, link: string): Promise<number | null> {
  const {guest, tills} = world.network;
  const parsed = parsePairingLink(link);
  const host = tills[1];
  if (!parsed.ok || !host) throw new Error('the hub gave a link, and there is another till');
  const astray = formatPairingLink({...parsed.value, host: guest.address});
  const place = ['--data', join(world.folder, 'astray'), '--workstation', 'W09'];
  const command = world.holdfast('terminal', ...place, '--pair', astray);
  return (await runProgram(host.inside(command))).exitCode;
}
