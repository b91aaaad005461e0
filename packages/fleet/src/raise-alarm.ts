import type {LedgerEntry} from '@holdfast/wire';
import type {FleetAlarmCode} from './fleet-alarm.ts';
import type {LineScene} from './line-scene.ts';

/** Raises the gateway's own alarm about one line, once for each code and key. */
export function raiseAlarm(
  scene: Pick<LineScene, 'draft' | 'ports' | 'hub' | 'ledger' | 'segmentId'>,
  taken: LedgerEntry,
  finding: {readonly code: FleetAlarmCode; readonly detail: string},
): void {
  const {journalId, sequenceNumber} = taken.entry.header;
  const {ledgerId} = scene.ledger;
  scene.draft.addAlarm({
    alarmId: `${finding.code}/${ledgerId}/${journalId}/${sequenceNumber}`,
    code: finding.code,
    source: 'gateway',
    retailStoreId: scene.hub.retailStoreId,
    hubId: scene.hub.hubId,
    ledgerId,
    journalId,
    sequenceNumber,
    segmentId: scene.segmentId,
    position: taken.line.position,
    detail: finding.detail,
    raisedAtMs: scene.ports.clock.wallMs(),
  });
}
