import type {UplinkHealth} from './health.ts';

/** What the choice of a way looks at. */
export interface WayView {
  readonly state: UplinkHealth['state'];
  /** By contract, or because its router has fallen back to mobile data. */
  readonly metered: boolean;
  readonly priority: number;
  /** A person wants this way used: it goes first, and nobody spares its bytes but its budget. */
  readonly preferred: boolean;
  /** A person wants it left alone. */
  readonly paused: boolean;
  readonly budgetLeftBytes: number;
}

/** Where to send at once, and where to send again, one after the other, when an answer is late. */
export interface Course<W> {
  readonly first: readonly W[];
  readonly reserve: readonly W[];
}

/**
 * Fresh sales: every healthy unmetered way at once, so that losing one takes no time. None healthy:
 * the best metered one, beside all unmetered ones that may come back, which cost nothing.
 */
export function freshCourse<W extends WayView>(ways: readonly W[]): Course<W> {
  const usable = usableWays(ways);
  const unmetered = usable.filter(isFree);
  const metered = usable.filter(way => !isFree(way));
  const healthy = unmetered.filter(({state}) => state === 'healthy');
  if (healthy.length > 0) {
    const doubtful = unmetered.filter(({state}) => state !== 'healthy');
    return {first: healthy, reserve: [...doubtful, ...metered]};
  }
  return {first: [...metered.slice(0, 1), ...unmetered], reserve: metered.slice(1)};
}

/** Questions: the best way first, the others only when it is late. */
export function questionCourse<W extends WayView>(ways: readonly W[]): Course<W> {
  const {first, reserve} = freshCourse(ways);
  return {first: first.slice(0, 1), reserve: [...first.slice(1), ...reserve]};
}

/**
 * A backlog: the unmetered ways; metered ones only where no other can be used, and within their
 * budget. Which of them is first is the group's business: it knows their throughput.
 */
export function backlogWays<W extends WayView>(ways: readonly W[], bytes: number): readonly W[] {
  const usable = usableWays(ways);
  const unmetered = usable.filter(isFree);
  if (unmetered.length > 0) {
    const healthy = unmetered.filter(({state}) => state === 'healthy');
    return healthy.length > 0 ? healthy : unmetered;
  }
  return usable.filter(way => !isFree(way) && way.budgetLeftBytes >= bytes);
}

/** Whether only a used-up budget keeps a backlog from leaving. */
export function isOverBudget(ways: readonly WayView[], bytes: number): boolean {
  return usableWays(ways).length > 0 && backlogWays(ways, bytes).length === 0;
}

function isFree({metered, preferred}: WayView): boolean {
  return !metered || preferred;
}

const RANK: Readonly<Record<UplinkHealth['state'], number>> = {
  healthy: 0,
  suspect: 1,
  probing: 2,
  down: 3,
};

/** Neither paused nor down, best first. */
function usableWays<W extends WayView>(ways: readonly W[]): readonly W[] {
  return ways
    .filter(({state, paused}) => state !== 'down' && !paused)
    .toSorted(
      (a, b) =>
        Number(b.preferred) - Number(a.preferred) ||
        RANK[a.state] - RANK[b.state] ||
        a.priority - b.priority,
    );
}
