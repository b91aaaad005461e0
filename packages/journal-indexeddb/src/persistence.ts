/** A browser may ask a person, who may be away: the journal opens meanwhile. */
const WAIT_MS = 1_000;

export interface Persistence {
  /** Turns true, too, when a person agrees later. */
  readonly granted: boolean;
}

/**
 * Asks the browser never to evict what this origin stores. Waits a moment for the answer and
 * believes the worst until it comes.
 */
export async function askForPersistence(
  storage: Pick<StorageManager, 'persist' | 'persisted'>,
): Promise<Persistence> {
  const persistence = {granted: false};
  const asked = async () => {
    persistence.granted = (await storage.persisted()) || (await storage.persist());
  };
  const waited = new Promise<void>(resolve => setTimeout(resolve, WAIT_MS));
  await Promise.race([asked().catch(() => {}), waited]);
  return persistence;
}
