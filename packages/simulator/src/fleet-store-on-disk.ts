import type {FleetStore} from '@holdfast/fleet';
import type {DiskFile} from './sim-disk.ts';

/** The real store of head office, inline, on a simulated disk. */
export function fleetStoreOnDisk(store: FleetStore, file: DiskFile): FleetStore {
  const read =
    <A extends unknown[], T>(method: (...args: A) => Promise<T>) =>
    (...args: A): Promise<T> =>
      file.read(() => method.apply(store, args));
  const write =
    <A extends unknown[], T>(
      what: string,
      method: (...args: A) => Promise<T>,
      contentOf: (...args: A) => string = () => '',
    ) =>
    (...args: A): Promise<T> => {
      const order = {file: 'fleet', what, content: contentOf(...args), mayBeFull: true};
      return file.write(order, () => method.apply(store, args));
    };
  return {
    get incarnation() {
      return store.incarnation;
    },
    commit: write('commit', store.commit, ({to, held}) => `${to.generation} +${held.length}`),
    addEnrolment: write('enrolment', store.addEnrolment),
    enrolHub: write('hub', store.enrolHub),
    renewIncarnation: write('incarnation', store.renewIncarnation),
    rewriteSegment: write('rewrite', store.rewriteSegment, segmentId => `${segmentId}`),
    erasuresDone: write('erased', store.erasuresDone),
    isErased: read(store.isErased),
    erasuresPending: read(store.erasuresPending),
    segmentsOfStore: read(store.segmentsOfStore),
    tend: read(store.tend),
    close: read(store.close),
    mark: read(store.mark),
    hub: read(store.hub),
    unusedEnrolments: read(store.unusedEnrolments),
    ledger: read(store.ledger),
    ledgersAhead: read(store.ledgersAhead),
    segment: read(store.segment),
    segmentCovering: read(store.segmentCovering),
    segmentsLying: read(store.segmentsLying),
    journal: read(store.journal),
    journalsReady: read(store.journalsReady),
    waitingEntries: read(store.waitingEntries),
    heldEntry: read(store.heldEntry),
    decisionsOn: read(store.decisionsOn),
    transactionsAfter: read(store.transactionsAfter),
    decisionsAfter: read(store.decisionsAfter),
    transactionsOfDay: read(store.transactionsOfDay),
    transactionsOfWorkstation: read(store.transactionsOfWorkstation),
    segmentsBringing: read(store.segmentsBringing),
    dayTotals: read(store.dayTotals),
    hubs: read(store.hubs),
    ledgers: read(store.ledgers),
    journalsOfWorkstation: read(store.journalsOfWorkstation),
    journalsOfStore: read(store.journalsOfStore),
    alarms: read(store.alarms),
    counts: read(store.counts),
  };
}
