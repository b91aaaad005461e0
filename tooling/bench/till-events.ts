import * as z from 'zod';

const eventSchema = z.object({
  kind: z.string(),
  firstSequenceNumber: z.int().optional(),
  lastSequenceNumber: z.int().optional(),
});

/** Listens at a till's door to what becomes of its transactions, from when it is made. */
export class TillEvents {
  readonly #over = new AbortController();
  readonly #waiting = new Set<(recordedThrough: number) => void>();

  private constructor() {}

  static async listen(url: string): Promise<TillEvents> {
    const events = new TillEvents();
    const {signal} = events.#over;
    const {body} = await fetch(`${url}/v1/events`, {signal});
    if (!body) throw new Error('a till tells its events');
    void events.#read(body).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
    return events;
  }

  /** Resolves with when a hub has said, from now on, that it recorded this one or a later one. */
  async recorded(sequenceNumber: number): Promise<number> {
    return new Promise(resolve => {
      const look = (recordedThrough: number) => {
        if (recordedThrough < sequenceNumber) return;
        this.#waiting.delete(look);
        resolve(performance.now());
      };
      this.#waiting.add(look);
    });
  }

  close(): void {
    this.#over.abort();
  }

  async #read(body: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    let text = '';
    for await (const bytes of body) {
      const lines = (text + decoder.decode(bytes, {stream: true})).split('\n');
      text = lines.pop() ?? '';
      for (const line of lines) this.#hear(line);
    }
  }

  #hear(line: string): void {
    if (!line.startsWith('data:')) return;
    const event = eventSchema.safeParse(JSON.parse(line.slice('data:'.length)));
    if (!event.success || event.data.kind !== 'recorded') return;
    for (const look of [...this.#waiting]) look(event.data.lastSequenceNumber ?? 0);
  }
}
