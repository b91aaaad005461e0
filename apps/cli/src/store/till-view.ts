import * as z from 'zod';

/** What a till's agent says of itself, as far as the demo shows it. */
export interface TillView {
  readonly state: string;
  /**
   * How it found the hub: `dns-sd`, `last-known`, `configured`, `link`; empty while it has none.
   */
  readonly foundBy: string;
  readonly journaled: number;
  readonly recorded: number;
  readonly held: number;
}

const statusSchema = z.object({
  status: z.object({kind: z.string(), foundBy: z.string().optional()}),
  custody: z.object({journaled: z.int(), recorded: z.int(), held: z.int()}),
});

/** `undefined` when the agent does not answer. */
export async function readTillStatus(url: string): Promise<TillView | undefined> {
  try {
    const response = await fetch(`${url}/v1/status`, {signal: AbortSignal.timeout(1_000)});
    const {status, custody} = statusSchema.parse(await response.json());
    return {state: status.kind, foundBy: status.foundBy ?? '', ...custody};
  } catch {
    return undefined;
  }
}
