import * as z from 'zod';
import {SlowLine} from './slow-line.ts';

// Emulated lines in a process of their own: what they carry waits for no work of hub or gateway.

const orderSchema = z.discriminatedUnion('order', [
  z.object({
    order: z.literal('open'),
    id: z.int(),
    target: z.object({host: z.string(), port: z.int()}),
    facts: z.object({bitsPerSecond: z.number(), oneWayMs: z.number()}),
  }),
  z.object({order: z.enum(['cut', 'restore', 'close', 'count']), id: z.int()}),
]);
export type LineOrder = z.output<typeof orderSchema>;

/** The port a line listens on, or what it swallowed so far. */
export interface LineAnswer {
  readonly id: number;
  readonly value: number;
}

const lines = new Map<number, SlowLine>();

process.on('message', async (message: unknown) => {
  const order = orderSchema.parse(message);
  const answer = (value: number) => process.send?.({id: order.id, value} satisfies LineAnswer);
  if (order.order === 'open') {
    const line = new SlowLine(order.target, order.facts);
    lines.set(order.id, line);
    answer(await line.listen());
    return;
  }
  const line = lines.get(order.id);
  if (!line) throw new Error(`there is no line ${order.id}`);
  if (order.order === 'cut') line.cut();
  if (order.order === 'restore') line.restore();
  if (order.order === 'close') line.close();
  answer(line.swallowedBytes);
});
process.on('disconnect', () => process.exit());
