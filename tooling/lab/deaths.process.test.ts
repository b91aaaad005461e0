import {expect, test} from 'vitest';
import * as z from 'zod';
import {conclude, describeLab} from './describe-lab.ts';
import type {LabProgram} from './lab-program.ts';
import {LabDay, type Scenario, type Scene, type Strike} from './scenario.ts';
import {heldOfNext, soldMeanwhile} from './scene-looks.ts';
import {soon} from './soon.ts';

const PLAY_MS = 120_000;
/** Rung at once, so that the death meets work in hand. */
const RUSH = 16;
/** A till knows within 3 s that its hub is gone; a machine that is busy may be late. */
const KNOWN_WITHIN_MS = 10_000;

const answerSchema = z.object({receiptNumber: z.string(), repeated: z.boolean()});

await describeLab('a store in which one program dies without warning', {tills: 2}, world => {
  let day: LabDay | undefined;
  const play = async (scenario: Scenario) => {
    day ??= await LabDay.open(world(), {tills: 2, kept: true});
    await day.play(scenario);
  };

  test(
    'the gateway: the hub keeps recording, and forwards when it is back',
    () =>
      play({
        fault: 'gateway killed −9 during submission, started again',
        strike: scene => killAmidWork(scene.store.gateway, scene),
        async meanwhile(scene) {
          expect(await heldOfNext(scene, 20)).toBe(0);
        },
      }),
    PLAY_MS,
  );

  test(
    'the hub: tills know, sell alone, and refill it',
    () => {
      let killedAtMs = 0;
      return play({
        fault: 'hub killed −9 during submission, started again',
        alone: true,
        async strike(scene) {
          const strike = await killAmidWork(scene.store.hub, scene);
          killedAtMs = Date.now();
          return strike;
        },
        async meanwhile(scene) {
          const knownMs: number[] = [];
          for (const {till} of scene.sellers) {
            const isLost = async () => (await till.status()).kind === 'hub-lost';
            await soon(`${till.workstationId} knows that the hub is lost`, isLost);
            knownMs.push((await till.status()).sinceMs - killedAtMs);
          }
          expect(Math.max(...knownMs)).toBeLessThan(KNOWN_WITHIN_MS);
          scene.tell(
            `tills knew after ${knownMs.map(ms => (ms / 1000).toFixed(1)).join(' and ')} s`,
          );
          await soldMeanwhile(scene, 20);
          for (const {till} of scene.sellers) {
            const {journaled, recorded} = await till.custody();
            expect(journaled - recorded).toBeGreaterThanOrEqual(20);
          }
        },
        async afterwards({sellers}) {
          for (const {till} of sellers) expect((await till.status()).kind).not.toBe('hub-lost');
        },
      });
    },
    PLAY_MS,
  );

  test(
    'a till: asked again for the sales it had in hand, it has made each of them once',
    () => {
      let inHand = 0;
      return play({
        fault: 'till killed −9 during submission, started again, everything asked again',
        async strike(scene) {
          const [victim] = scene.sellers;
          if (!victim) throw new Error('a store has a till');
          victim.rush(RUSH);
          await soon('the till has sales in hand', async () => victim.inHand > 0);
          inHand = victim.inHand;
          const pid = await victim.till.program.kill();
          return {
            async end() {
              await victim.till.program.start();
              return [{kind: 'killed', pid}];
            },
          };
        },
        async afterwards({sellers, tell}) {
          const [victim] = sellers;
          if (!victim) throw new Error('a store has a till');
          expect(victim.askedAgain).toBeGreaterThan(0);
          const sold = [...victim.sold];
          for (const {submissionId, body, receiptNumber} of sold) {
            const answer = await victim.till.ring({submissionId, body});
            expect(answerSchema.parse(answer.body)).toEqual({receiptNumber, repeated: true});
          }
          expect(new Set(sold.map(({receiptNumber}) => receiptNumber)).size).toBe(sold.length);
          tell(`${inHand} in hand, ${sold.length} asked again, each the receipt it had`);
        },
      });
    },
    PLAY_MS,
  );

  test(
    'lost nothing and doubled nothing in all of this',
    async () => {
      if (!day) throw new Error('a death was played');
      conclude(await day.close());
    },
    PLAY_MS,
  );
});

async function killAmidWork(program: LabProgram, {sellers}: Scene): Promise<Strike> {
  for (const seller of sellers) seller.rush(RUSH);
  const pid = await program.kill();
  return {
    async end() {
      await program.start();
      return [{kind: 'killed', pid}];
    },
  };
}
