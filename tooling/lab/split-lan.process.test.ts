import {join} from 'node:path';
import {expect, test} from 'vitest';
import {describeLab} from './describe-lab.ts';
import {LAN_PORT, LabStore} from './lab-store.ts';
import {blackhole, splitSwitch} from './line-faults.ts';
import {Seller} from './seller.ts';
import {soon} from './soon.ts';
import {SpareHub} from './spare-hub.ts';
import {LINES, STORE_HUB} from './store-network.ts';

const PLAY_MS = 180_000;
/** So many of each phase, at each till. */
const ENOUGH = 10;

await describeLab('a store whose LAN falls apart, with a hub on either side', {tills: 2}, world => {
  test(
    'lanes go on with the hub they see, and once they see both, all are with the higher one: the other says that it was replaced, and head office holds each sale once',
    async () => {
      const {network} = world();
      const store = await LabStore.open(world(), {tills: 2});
      const soldFile = join(store.folder, 'sold.ndjson');
      const sellers = store.tills.map(till => new Seller(till, {soldFile, shift: 1}));
      const [first, second] = sellers;
      if (!first || !second) throw new Error('there are two tills');
      const words = await store.provenSheet();
      const recorded = (phase: Seller['phase'], each: Seller) =>
        soon(`${each.till.workstationId}: sales ${phase} are recorded`, async () => {
          return (await each.recorded(phase)) >= ENOUGH;
        });
      const talksTo = (each: Seller, address: string) =>
        soon(`${each.till.workstationId} talks to ${address}`, async () => {
          const {kind, hubAddress} = await each.till.status();
          return kind !== 'hub-lost' && hubAddress === `${address}:${LAN_PORT}`;
        });
      try {
        for (const seller of sellers) seller.start();
        for (const seller of sellers) await recorded('before', seller);

        const holes = await Promise.all(LINES.map(line => blackhole(network.providers[line])));
        const split = await splitSwitch(network.switch, {
          one: ['hub', 'till1'],
          other: ['guest', 'till2'],
        });
        for (const seller of sellers) seller.phase = 'during';
        const spare = new SpareHub(world(), {folder: store.folder, words});
        await spare.adopt(store.folder);
        for (const seller of sellers) await recorded('during', seller);
        await talksTo(first, STORE_HUB);
        await talksTo(second, network.guest.address);
        expect((await store.hubStatus()).issues).not.toContainEqual({code: 'hub/replaced'});

        const swallowed = await split.lift();
        for (const seller of sellers) await talksTo(seller, network.guest.address);
        await soon('the hub before knows that it was replaced', async () => {
          return (await store.hubStatus()).issues.some(({code}) => code === 'hub/replaced');
        });
        for (const seller of sellers) seller.phase = 'after';
        for (const seller of sellers) await recorded('after', seller);

        await spare.takeDsl();
        for (const hole of holes) await hole.lift();
        await Promise.all(sellers.map(seller => seller.stop()));
        await soon('both hubs have sent what they have', async () => {
          const unsent = (await spare.status()).ledger.unsent;
          return unsent === 0 && (await store.isDrained());
        });
        const before = (await store.hubStatus()).issues;
        expect(before).toContainEqual({code: 'hub/replaced'});
        expect(await spare.stop()).toBe(true);
        expect(await store.close()).toEqual([]);

        const sold = sellers.reduce((sum, {sold: receipts}) => sum + receipts.length, 0);
        const {ok, findings, counts} = await store.prove(soldFile, spare.directory);
        expect(findings).toEqual([]);
        expect(ok).toBe(true);
        expect(counts).toMatchObject({sold, journaled: sold, held: sold});
        expect(swallowed).toBeGreaterThan(0);
        console.log(
          `lab: LAN split, a hub on either side · ${swallowed} frames dropped · whole: ${sold} receipts, ${counts['held']} held exactly once`,
        );
      } finally {
        for (const seller of sellers) seller.abandon();
        await store.close();
      }
    },
    PLAY_MS,
  );
});
