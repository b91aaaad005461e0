import type {Fleet, FleetStore} from '@holdfast/fleet';
import {Counter, Gauge, Registry} from 'prom-client';

/** The gateway's metrics page, in its own registry: nothing here is global. */
export class GatewayMetrics {
  readonly #registry = new Registry();
  readonly #requests: Counter<'route' | 'status'>;

  constructor(ports: {
    readonly store: FleetStore;
    readonly fleet: Fleet;
    readonly version: string;
  }) {
    const {store, fleet, version} = ports;
    const registers = [this.#registry];
    this.#requests = new Counter({
      name: 'holdfast_gateway_requests_total',
      help: 'Answers, by route and HTTP status.',
      labelNames: ['route', 'status'],
      registers,
    });
    const gauge = (name: string, help: string, read: () => number | Promise<number>) =>
      new Gauge({
        name,
        help,
        registers,
        async collect() {
          this.set(await read());
        },
      });
    new Gauge({
      name: 'holdfast_build_info',
      help: 'Always 1; the version stands in its label.',
      labelNames: ['version', 'app'],
      registers,
    }).set({version, app: 'gateway'}, 1);
    gauge('holdfast_gateway_commits', 'Commits since the start.', () => fleet.commits);
    gauge(
      'holdfast_gateway_segments_queued',
      'Segments waiting for their commit.',
      () => fleet.segmentsQueued,
    );
    const counts = new Gauge({
      name: 'holdfast_gateway_held',
      help: 'What is held, and what waits to be.',
      labelNames: ['what'],
      registers,
      async collect() {
        for (const [what, count] of Object.entries(await store.counts())) counts.set({what}, count);
      },
    });
    const received = new Gauge({
      name: 'holdfast_gateway_ledger_received_timestamp_seconds',
      help: 'When a ledger last sent a segment.',
      labelNames: ['store', 'hub'],
      registers,
      async collect() {
        received.reset();
        for (const {retailStoreId, hubId, lastReceivedAtMs} of await store.ledgers()) {
          const labels = {store: retailStoreId, hub: hubId};
          received.set(labels, lastReceivedAtMs / 1000);
        }
      },
    });
  }

  answered({route, status}: {readonly route: string; readonly status: number}): void {
    this.#requests.inc({route, status});
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  page(): Promise<string> {
    return this.#registry.metrics();
  }
}
