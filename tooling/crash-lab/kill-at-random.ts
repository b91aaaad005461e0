import {fileURLToPath} from 'node:url';
import type {Chance} from './chance.ts';
import type {WholeStore} from './whole-store.ts';

const CLOCK_OFF_PROGRAM = fileURLToPath(new URL('./clock-off-program.ts', import.meta.url));
const DEATHS_MAX = 60;

/** Hub, head office or a till, whoever it is this time, while three tills sell. */
export async function killAtRandom(store: WholeStore, {random, enough}: Chance): Promise<number> {
  const {local} = store;
  let struck = 0;
  while (struck < DEATHS_MAX && !(struck > 0 && enough())) {
    const selling = store.sell(20);
    await new Promise(resolve => setTimeout(resolve, random.below(500)));
    const till = local.tills[random.below(local.tills.length)];
    const victims = [
      () => local.hub.kill(),
      () => local.gateway.kill(),
      () => (till ? local.killTill(till) : Promise.resolve(undefined)),
    ];
    const pid = await victims[random.below(victims.length)]?.();
    if (pid !== undefined) struck += 1;
    await new Promise(resolve => setTimeout(resolve, random.below(300)));
    await store.startAll();
    await selling;
  }
  return struck;
}

/** A hub that believes in another year: it sells, and comes back into this one. */
export async function clockOff(store: WholeStore, {random, enough}: Chance): Promise<number> {
  let struck = 0;
  for (const years of [10, -10, random.below(50), -random.below(30)]) {
    if (struck > 0 && enough()) break;
    await store.local.hub.stop();
    const options = `NODE_OPTIONS=--no-warnings --import=${CLOCK_OFF_PROGRAM}`;
    store.local.hub.under = ['env', options, `HOLDFAST_YEARS_OFF=${years}`];
    await store.local.restartHub();
    await store.sell(5);
    await store.settled();
    struck += 1;
  }
  return struck;
}
