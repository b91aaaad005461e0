const DRAIN_MS = 20_000;

/**
 * Aborts at the first Ctrl-C or SIGTERM. At the second, or when draining takes too long, the
 * process ends at once: everything it promised is on the disk already. Ends too when the parent
 * that started it is gone, so that a killed demo leaves no orphans.
 */
export function stopSignal(): AbortSignal {
  const controller = new AbortController();
  const stop = () => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
    setTimeout(() => process.exit(1), DRAIN_MS).unref();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  const parent = Number(process.env['HOLDFAST_PARENT_PID']);
  if (parent > 0) {
    const watch = setInterval(() => {
      if (process.ppid === parent) return;
      clearInterval(watch); // asked once: a second time would not wait for what is in hand
      stop();
    }, 500);
    watch.unref();
  }
  return controller.signal;
}
