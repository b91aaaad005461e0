import {utf8Encode} from '@holdfast/std';
import type {Terminal, TerminalEvents} from '@holdfast/terminal-sdk';
import {statusAnswer} from './answers.ts';

/** More than this unread, and the reader is cut: it comes back and begins with the status. */
const UNREAD_BYTES_MAX = 256 * 1024;
const KINDS = ['status', 'custody', 'issue', 'discovery'] as const;

/**
 * What happens at this till, as server-sent events (HTML standard, §9.2): the status at once, then
 * every change by its kind. Nothing is replayed; custody is asked for by receipt.
 */
export function eventStream(terminal: Terminal, signal: AbortSignal): ReadableStream<Uint8Array> {
  let leave = () => {};
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const end = () => {
          leave();
          controller.close();
        };
        const send = (kind: keyof TerminalEvents, data: unknown) => {
          controller.enqueue(utf8Encode(`event: ${kind}\ndata: ${JSON.stringify(data)}\n\n`));
          if ((controller.desiredSize ?? 0) <= 0) end();
        };
        const exits = KINDS.map(kind =>
          terminal.on(kind, event => {
            send(kind, kind === 'status' ? statusAnswer(terminal) : event);
          }),
        );
        leave = () => {
          signal.removeEventListener('abort', end);
          for (const exit of exits.splice(0)) exit();
        };
        signal.addEventListener('abort', end, {once: true});
        send('status', statusAnswer(terminal));
        if (signal.aborted) end();
      },
      cancel: () => leave(),
    },
    new ByteLengthQueuingStrategy({highWaterMark: UNREAD_BYTES_MAX}),
  );
}
