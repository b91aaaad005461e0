import * as z from 'zod';
import {fuzz} from './fuzz.ts';
import {TARGETS} from './targets.ts';

const orderSchema = z.object({target: z.string(), from: z.int(), to: z.int()});

// One of several processes that take a target and a range of cases, and answer with what came of
// them. Its memory is bounded by whoever starts it.
process.on('message', message => void run(orderSchema.parse(message)));
process.on('disconnect', () => process.exit());

async function run(order: z.output<typeof orderSchema>): Promise<void> {
  const target = TARGETS.find(({name}) => name === order.target);
  if (!target) throw new Error(`no decoder is called ${order.target}`);
  process.send?.(await fuzz(target, order));
}
