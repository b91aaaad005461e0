import {simulate} from './simulate.ts';

// One of several processes that take seeds and answer with what came of them.
const unhandled: string[] = [];
process.on('unhandledRejection', error => {
  unhandled.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
});
process.on('message', (seed: number) => void run(seed));
process.on('disconnect', () => process.exit());

async function run(seed: number): Promise<void> {
  const simulated = await simulate({seed});
  const defects = unhandled
    .splice(0)
    .map(detail => ({invariant: 'defect', at: 'nobody waits', detail}) as const);
  process.send?.({...simulated, troubles: [...simulated.troubles, ...defects]});
}
