import type {FleetDraft} from './fleet-draft.ts';
import type {HubRecord} from './hub-record.ts';
import type {LedgerRecord} from './ledger-record.ts';
import type {FleetPorts} from './ports.ts';

/** Where a line stands while it is taken: its draft, its ledger so far, its hub and its segment. */
export interface LineScene {
  readonly ports: Pick<FleetPorts, 'digest' | 'verifier' | 'clock' | 'turns'>;
  readonly draft: FleetDraft;
  readonly hub: HubRecord;
  readonly ledger: LedgerRecord;
  readonly segmentId: number;
}
