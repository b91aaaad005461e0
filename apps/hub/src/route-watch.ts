import {type Clock, isFault, type Log, type Service} from '@holdfast/std';
import type {planUplinkRoutes, WayOut} from '@holdfast/uplink-https';
import type {HubStatus} from './hub-status.ts';

/** Lines and addresses come and go; what nobody set anew after that is noticed within this. */
const EVERY_MS = 30_000;

export interface RouteWatchParts {
  readonly uplinks: readonly (WayOut & {readonly name: string})[];
  readonly platform: NodeJS.Platform;
  readonly plan: typeof planUplinkRoutes;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Looks now and then whether each bound uplink has the policy route it needs: Linux sends what is
 * bound to an address by the default route all the same, so a backup line would carry nothing and
 * nobody would know. Only looks; setting them takes a right that a hub should not have.
 */
export class RouteWatch implements Service {
  readonly name = 'route-watch';
  readonly #parts: RouteWatchParts;
  #found: HubStatus['routes'] = {lacking: [], problem: ''};

  constructor(parts: RouteWatchParts) {
    this.#parts = parts;
  }

  get found(): HubStatus['routes'] {
    return this.#found;
  }

  async run(signal: AbortSignal, ready: () => void): Promise<void> {
    const {uplinks, platform, clock} = this.#parts;
    ready();
    const bound = uplinks.some(
      ({interfaceName, sourceAddress}) => (interfaceName ?? sourceAddress) !== undefined,
    );
    const looks = bound && platform === 'linux'; // elsewhere a bound socket leaves by its own line
    while (!signal.aborted) {
      if (looks) await this.#look();
      await clock.sleep(EVERY_MS, signal);
    }
  }

  async #look(): Promise<void> {
    const {uplinks, plan, log} = this.#parts;
    const before = this.#found;
    try {
      const {lacking} = await plan(uplinks);
      this.#found = {lacking, problem: ''};
    } catch (error) {
      if (!isFault(error)) throw error;
      this.#found = {lacking: [], problem: String(error.fields['reason'] ?? error.code)};
    }
    const {lacking, problem} = this.#found;
    if (lacking.join() === before.lacking.join() && problem === before.problem) return;
    if (problem !== '') log.warn('uplink.routes-unknown', {problem});
    else log.warn('uplink.routes', {lacking: lacking.join()});
  }
}
