import {Forwarder, type ForwarderLedgers, type ForwarderPorts} from '@holdfast/forwarder';
import {systemRandom} from '@holdfast/platform-node';
import {GatewaySink, UplinkGroup, type UplinkGroupPorts} from '@holdfast/uplink';
import {HttpsWay} from '@holdfast/uplink-https';

/** A way out, and the port of the emulated line that it leads into. */
export interface LineOut {
  readonly name: string;
  readonly port: number;
  readonly metered: boolean;
}

export interface Delivery {
  readonly atMs: number;
  readonly entries: number;
}

interface RunParts {
  readonly tools: Omit<UplinkGroupPorts, 'memories'> & Omit<ForwarderPorts, 'sink' | 'alarms'>;
  readonly keyPin: Uint8Array | undefined;
  readonly ledgers: ForwarderLedgers;
}

/**
 * A forwarder at work over uplinks that have just been found. Notes when each delivery was proved.
 */
export class ForwardingRun {
  readonly deliveries: Delivery[] = [];
  readonly #uplinks: UplinkGroup;
  readonly #stop = new AbortController();
  readonly #ended: Promise<unknown>;

  constructor(lines: readonly LineOut[], {tools, keyPin, ledgers}: RunParts) {
    const {log} = tools;
    const ways = lines.map(({name, metered, port}, at) => {
      const doors = [`https://127.0.0.1:${port}`];
      return {way: new HttpsWay({name, metered, priority: at + 1, out: {}, doors, keyPin, log})};
    });
    const memories = {read: async () => [], save: async () => {}};
    this.#uplinks = new UplinkGroup(ways, {...tools, memories});
    const sink = new GatewaySink(this.#uplinks, systemRandom);
    const alarms = {badSignature() {}, statementRefused: raise, diverged: raise, pruned: raise};
    const forwarder = new Forwarder(ledgers, {...tools, alarms, sink: this.#timed(sink)});
    const {signal} = this.#stop;
    this.#ended = Promise.all([
      this.#uplinks.run(signal, () => {}),
      forwarder.run(signal, () => {}),
    ]);
  }

  get allHealthy(): boolean {
    return this.#uplinks.snapshots().every(({state}) => state === 'healthy');
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#ended;
  }

  #timed(sink: GatewaySink): ForwarderPorts['sink'] {
    return {
      name: sink.name,
      revived: sink.revived,
      get backlogBytes() {
        return sink.backlogBytes;
      },
      ledgerStatus: (question, signal) => sink.ledgerStatus(question, signal),
      deliver: async (segment, signal) => {
        const answer = await sink.deliver(segment, signal);
        const entries = segment.last - segment.first + 1;
        this.deliveries.push({atMs: performance.now(), entries});
        return answer;
      },
    };
  }
}

function raise(what: unknown): never {
  throw new Error(`nothing of this was expected: ${JSON.stringify(what)}`);
}
