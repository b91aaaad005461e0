import {expect, test} from 'vitest';
import {openPortal} from './captive-portal.ts';
import {conclude, describeLab} from './describe-lab.ts';
import {GATEWAY_PORT} from './lab-store.ts';
import {
  blackhole,
  loseOneFrameInFive,
  loseOneInFive,
  pullCable,
  silenceNameServer,
} from './line-faults.ts';
import type {PacketRules} from './packet-rules.ts';
import {LabDay, type Scenario} from './scenario.ts';
import {
  healthOf,
  heldIn,
  heldMeanwhile,
  heldOfNext,
  lineFails,
  lineLeaves,
  lineReturns,
  metBy,
  soldMeanwhile,
} from './scene-looks.ts';
import {soon} from './soon.ts';

const PLAY_MS = 120_000;

await describeLab('a store whose way to head office', {tills: 2}, world => {
  let day: LabDay | undefined;
  const play = async (scenario: Scenario) => {
    day ??= await LabDay.open(world(), {tills: 2, kept: true});
    await day.play(scenario);
  };

  test(
    'has its cable pulled goes on over the other',
    () =>
      play({
        fault: 'dsl: cable pulled',
        async strike({store}) {
          expect((await store.hubStatus()).routes.lacking).toEqual([]);
          const {hub, providers} = store.world.network;
          const cable = {
            near: {host: hub, device: 'dsl'},
            far: {host: providers.dsl, device: 'store'},
          };
          return metBy([await pullCable(cable.near, cable.far)]);
        },
        async meanwhile(scene) {
          await lineLeaves('dsl', scene);
          await heldMeanwhile(scene);
        },
        afterwards: scene => lineReturns('dsl', scene),
      }),
    PLAY_MS,
  );

  test(
    'becomes a black hole goes on over the other',
    () =>
      play({
        fault: 'fibre: black hole, name server and all',
        async strike({store}) {
          return metBy([await blackhole(store.world.network.providers.fibre)]);
        },
        async meanwhile(scene) {
          await lineLeaves('fibre', scene);
          await heldMeanwhile(scene);
        },
        afterwards: scene => lineReturns('fibre', scene),
      }),
    PLAY_MS,
  );

  test(
    'is gone altogether sells on, and catches up over whichever line returns first',
    () => {
      const holes: PacketRules[] = [];
      let lifted = 0;
      return play({
        fault: 'fibre and dsl: black holes, then dsl back',
        async strike({store}) {
          const {fibre, dsl} = store.world.network.providers;
          holes.push(await blackhole(fibre), await blackhole(dsl));
          const [fibreHole] = holes;
          return {
            async end() {
              const count = lifted + ((await fibreHole?.lift()) ?? 0);
              return [{kind: 'counted', count, what: 'packets dropped'}];
            },
          };
        },
        async meanwhile(scene) {
          await lineLeaves('fibre', scene);
          await lineLeaves('dsl', scene);
          expect(await heldOfNext(scene, 20)).toBe(0);
          lifted = (await holes[1]?.lift()) ?? 0;
          await heldMeanwhile(scene);
          expect((await scene.store.uplinkHealth()).fibre).not.toBe('healthy');
        },
        afterwards: scene => lineReturns('fibre', scene),
      });
    },
    PLAY_MS,
  );

  test(
    'and whose LAN lose one packet in five loses no sale',
    () =>
      play({
        fault: 'LAN and fibre: 20 % of packets lost',
        async strike({store}) {
          const {switch: storeSwitch, providers} = store.world.network;
          const rules = [
            await loseOneFrameInFive(storeSwitch),
            await loseOneInFive(providers.fibre),
          ];
          return metBy(rules);
        },
        async meanwhile(scene) {
          await soldMeanwhile(scene, 40);
          await heldMeanwhile(scene);
        },
      }),
    PLAY_MS,
  );

  test(
    'ends at a captive portal never takes the portal for head office',
    async () => {
      const portal = await openPortal(world(), {officePort: GATEWAY_PORT});
      const {log} = portal;
      await play({
        fault: 'fibre: captive portal',
        strike: async () => metBy([await portal.divert()], 'packets diverted'),
        async meanwhile(scene) {
          for (const scheme of ['http', 'https'] as const) {
            expect([await portal.browse(scheme), await portal.browse(scheme)]).toEqual([302, 200]);
          }
          await soon('the portal has told of every page', async () => log.heard >= 4);
          const greeted = log.greetings;
          expect(log.heard).toBe(4);
          await lineFails('fibre', scene);
          for (let looks = 0; looks < 30; looks++) {
            expect(await healthOf('fibre', scene)).not.toBe('healthy');
            await new Promise(resolve => setTimeout(resolve, 100));
          }
          await heldMeanwhile(scene);
          expect(log.greetings).toBeGreaterThan(greeted);
          expect(log.heard).toBe(4);
          const shown = log.greetings - greeted;
          scene.tell(`the portal showed the hub its key ${shown} times and heard nothing`);
        },
        afterwards: scene => lineReturns('fibre', scene),
      });
    },
    PLAY_MS,
  );

  test(
    'has no name servers forwards by names it knows; a hub that starts then waits for one of them',
    () => {
      const dead: PacketRules[] = [];
      let lifted = 0;
      return play({
        fault:
          'fibre and dsl: name servers dead, hub killed −9 and started, then dsl’s name server back',
        async strike(scene) {
          const {store, sellers} = scene;
          const {fibre, dsl} = store.world.network.providers;
          dead.push(await silenceNameServer(fibre), await silenceNameServer(dsl));
          for (const seller of sellers) seller.phase = 'during';
          await heldMeanwhile(scene);
          const pid = await store.hub.kill();
          await store.hub.start();
          return {
            async end() {
              const count = lifted + ((await dead[0]?.lift()) ?? 0);
              return [
                {kind: 'counted', count, what: 'packets to name servers dropped'},
                {kind: 'killed', pid},
              ];
            },
          };
        },
        async meanwhile(scene) {
          await lineFails('fibre', scene);
          await lineFails('dsl', scene);
          expect(await heldOfNext(scene, 20)).toBe(0);
          const before = await heldIn(scene);
          lifted = (await dead[1]?.lift()) ?? 0;
          await lineReturns('dsl', scene);
          await soon('more is held', async () => (await heldIn(scene)) > before);
        },
        afterwards: scene => lineReturns('fibre', scene),
      });
    },
    PLAY_MS,
  );

  test(
    'lost nothing and doubled nothing in all of this',
    async () => {
      if (!day) throw new Error('a fault was played');
      conclude(await day.close());
    },
    PLAY_MS,
  );
});
