import type {Service} from '@holdfast/std';
import type {VirtualClock} from '@holdfast/std/testing';

/** A service at work, which a test stops, or kills as a power cut would. */
export interface Running {
  /** Ends in good order. */
  stop(): Promise<void>;
  /** What it failed with, once it did. */
  failure(): unknown;
}

export function startService(service: Service, clock: VirtualClock): Running {
  const controller = new AbortController();
  let failure: unknown;
  const ended = service
    .run(controller.signal, () => {})
    .catch((error: unknown) => {
      failure = error;
    });
  return {
    failure: () => failure,
    async stop() {
      controller.abort();
      await clock.advance(10_000);
      await ended;
    },
  };
}
