import {Gauge, Registry} from 'prom-client';
import type {HubStatus} from './hub-status.ts';

/**
 * The hub's metrics page, read off the status at each scrape so that the two can never disagree.
 * Names and units as Prometheus wants them: base units, no labels that grow without bound.
 */
export function hubMetrics(status: () => HubStatus): () => Promise<string> {
  const registry = new Registry();
  const gauge = (name: string, help: string, labelNames: readonly string[] = []) =>
    new Gauge({name: `holdfast_${name}`, help, labelNames: [...labelNames], registers: [registry]});
  const build = gauge('build_info', 'Always 1; the version is its label.', ['version']);
  const state = gauge('state', '1 for the state the store is in, 0 for the others.', ['state']);
  const position = gauge('ledger_position', 'The last durable position of the ledger.');
  const unsent = gauge('ledger_unsent_entries', 'Entries that head office does not hold yet.');
  const oldest = gauge('ledger_oldest_unsent_seconds', 'Age of the oldest unsent entry.');
  const pruned = gauge('ledger_pruned_position', 'The ledger was deleted up to here.');
  const deleted = gauge('retention_deleted_entries', 'Entries deleted since the start.');
  const held = gauge('retention_hold', '1 for why the old end of the ledger stays.', ['reason']);
  const quarantined = gauge('ledger_quarantined_entries', 'Entries set aside since the start.');
  const attention = gauge('needs_attention', '1 for each thing a person should see to.', ['code']);
  const connected = gauge('till_connected', '1 while the till has a session.', ['till']);
  const offset = gauge('till_clock_offset_seconds', 'Hub clock minus till clock.', ['till']);
  const up = gauge('uplink_up', '1 while head office answers over the uplink.', ['uplink']);
  const rtt = gauge('uplink_rtt_seconds', 'Smoothed round trip.', ['uplink']);
  const bytes = gauge('uplink_bytes_total', 'Bytes since the start.', ['uplink', 'direction']);
  const counts = gauge('events_total', 'Counters since the start.', ['event']);
  const states = ['online', 'degraded', 'offline', 'recovering'] as const;
  return async () => {
    const now = status();
    build.set({version: now.version}, 1);
    for (const name of states) state.set({state: name}, Number(name === now.state));
    position.set(now.ledger.position);
    unsent.set(now.ledger.unsent);
    oldest.set(now.ledger.oldestUnsentMs / 1000);
    pruned.set(now.retention.prunedPosition);
    deleted.set(now.retention.entriesDeleted);
    held.reset();
    for (const {ledgerId, kind} of now.retention.holds) {
      if (ledgerId === now.ledger.ledgerId) held.set({reason: kind}, 1);
    }
    quarantined.set(now.ledger.quarantined);
    attention.reset();
    for (const {code} of now.issues) attention.set({code}, 1);
    for (const till of now.tills) {
      connected.set({till: till.workstationId}, Number(till.connected));
      offset.set({till: till.workstationId}, till.clockOffsetMs / 1000);
    }
    for (const uplink of now.uplinks) {
      const {name} = uplink;
      up.set({uplink: name}, Number(uplink.health === 'healthy'));
      if (uplink.rttMs !== undefined) rtt.set({uplink: name}, uplink.rttMs / 1000);
      bytes.set({uplink: name, direction: 'out'}, uplink.bytesOut);
      bytes.set({uplink: name, direction: 'in'}, uplink.bytesIn);
    }
    for (const [event, count] of Object.entries(now.counts)) counts.set({event}, count);
    return registry.metrics();
  };
}
