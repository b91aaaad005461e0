/** One long-running part of a process. */
export interface Service {
  readonly name: string;
  /**
   * Works until `signal` aborts; then takes nothing new, finishes what is in hand, and resolves.
   * Rejects only for what it cannot outlive. Calls `ready` once it can serve.
   */
  run(signal: AbortSignal, ready: () => void): Promise<void>;
}

/**
 * Starts services in order, each once the one before it is ready; stops them in reverse. One that
 * ends unasked, by itself or by failing, brings the others down. Rejects with the first failure,
 * the others attached as an AggregateError.
 */
export async function supervise(services: readonly Service[], stop: AbortSignal): Promise<void> {
  const failures: unknown[] = [];
  const running: {controller: AbortController; ended: Promise<void>}[] = [];
  const fallen = new AbortController();
  const bringDown = () => fallen.abort();
  stop.addEventListener('abort', bringDown, {once: true});
  if (stop.aborted) bringDown();

  for (const service of services) {
    if (fallen.signal.aborted) break;
    const controller = new AbortController();
    const ready = Promise.withResolvers<void>();
    const ended = service.run(controller.signal, ready.resolve).then(
      () => {
        if (!controller.signal.aborted) failures.push(new Error(`${service.name} ended unasked`));
      },
      (error: unknown) => {
        failures.push(error);
      },
    );
    void ended.then(() => {
      ready.resolve();
      if (!controller.signal.aborted) bringDown();
    });
    running.push({controller, ended});
    await Promise.race([ready.promise, aborted(fallen.signal)]);
  }
  await aborted(fallen.signal);
  stop.removeEventListener('abort', bringDown);
  for (const {controller, ended} of running.reverse()) {
    controller.abort();
    await ended;
  }
  if (failures.length === 1) throw failures[0];
  if (failures.length > 1) throw new AggregateError(failures, 'several services failed');
}

/** Resolves when `signal` aborts. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), {once: true});
  });
}
