import type {LedgerSource} from '@holdfast/forwarder/stick';
import {Fault, fromHex} from '@holdfast/std';
import type {HubClient} from '../hub-client/hub-client.ts';

/** The ledgers of a running hub, over its loopback door. */
export function runningHubSource(
  client: Pick<HubClient, 'ledgers' | 'segment' | 'journals'>,
): LedgerSource {
  return {
    async ledgers() {
      return (await client.ledgers()).map(({head, ...ledger}) => {
        const bytes = fromHex(head);
        if (!bytes) throw new Fault('wire/malformed', {what: 'head', ledgerId: ledger.ledgerId});
        return {...ledger, head: bytes};
      });
    },
    segment: wanted => client.segment(wanted),
    journals: () => client.journals(),
  };
}
