import {assert, type Fault, isFault} from '@holdfast/std';
import type {Course} from './choose.ts';

/**
 * Runs an exchange over all ways of `course.first` at once. As soon as every one under way is late
 * or has failed, the next of the reserve is tried as well, and so is a way that comes back; the
 * late ones run on. The first good answer wins, and so does the first fault that would be the same
 * over any way. Rejects when all fail: with a refusal, if any of them was one.
 */
export function hedge<W, T>(
  course: Course<W>,
  run: {
    attempt(way: W, onLate: () => void): Promise<T>;
    /** Head office itself said so: no other way would change it. */
    isFinal(fault: Fault): boolean;
    /** Offers ways that have just come back, until it is left. */
    returned(offer: (way: W) => void): () => void;
  },
): Promise<T> {
  assert(course.first.length > 0, 'there is a way to begin with');
  const won = Promise.withResolvers<T>();
  const reserve = [...course.reserve];
  let running = 0;
  let hopeful = 0;
  let telling: Fault | undefined;

  const start = (way: W) => {
    let hoped = true;
    running += 1;
    hopeful += 1;
    const loseHope = () => {
      if (hoped) hopeful -= 1;
      hoped = false;
    };
    const onLate = () => {
      loseHope();
      tryNext();
    };
    run.attempt(way, onLate).then(won.resolve, (error: unknown) => {
      running -= 1;
      loseHope();
      if (!isFault(error) || run.isFinal(error)) {
        won.reject(error);
        return;
      }
      if (telling?.code !== 'gateway/refused') telling = error;
      tryNext();
    });
  };
  const tryNext = () => {
    if (hopeful > 0) return;
    const next = reserve.shift();
    if (next !== undefined) start(next);
    else if (running === 0) won.reject(telling);
  };
  for (const way of course.first) start(way);
  const leave = run.returned(way => {
    if (hopeful === 0) start(way);
  });
  return won.promise.finally(leave);
}
