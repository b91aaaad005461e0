import type {Sink} from '@holdfast/forwarder';
import {type Bytes, fromBase64Url} from '@holdfast/std';

/**
 * Head office as a sink, from whose signed answers the hub learns the key that sticks are sealed
 * for (hubs that were enrolled before there was one learn it at their next contact), and whether
 * another hub took over its store.
 */
export function notingSink(
  sink: Sink,
  note: {
    readonly sealingKey: (sealingPublicKey: Bytes) => void;
    /** Another hub took over this store: by this word. */
    readonly change: (change: string) => void;
  },
): Sink {
  return {
    name: sink.name,
    revived: sink.revived,
    async deliver(segment, signal) {
      const answer = await sink.deliver(segment, signal);
      if (answer.change !== undefined) note.change(answer.change);
      return answer;
    },
    async ledgerStatus(question, signal) {
      const answer = await sink.ledgerStatus(question, signal);
      const key = fromBase64Url(answer.sealingPublicKey ?? '');
      if (key && key.length > 0) note.sealingKey(key);
      if (answer.change !== undefined) note.change(answer.change);
      return answer;
    },
  };
}
