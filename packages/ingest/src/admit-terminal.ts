import {Fault, toBase64Url} from '@holdfast/std';
import {publicKeyText} from '@holdfast/trust';
import {LAN_PROTOCOL_VERSION, type Paired, pairedProofMessage} from '@holdfast/wire';
import type {RosterKeeper} from './ports.ts';
import type {IngestPorts} from './session-host.ts';

/**
 * Takes a till into the roster, durably, and answers what it will pin, signed for this session. A
 * till that is in already, because its line broke on the way back, is told so again.
 */
export async function admitTerminal(
  ports: IngestPorts,
  admitted: {readonly till: Parameters<RosterKeeper['admit']>[0]; readonly nonce: Uint8Array},
): Promise<Paired> {
  const {identity, roster, rosterKeeper, digest, log} = ports;
  const {till, nonce} = admitted;
  const {workstationId, journalId} = till;
  if (roster.journal(journalId)?.closed) throw new Fault('session/refused', {reason: 'revoked'});
  const [open, ...others] = roster.openJournalsOf(workstationId);
  if (open?.journalId !== journalId || others.length > 0) {
    await rosterKeeper.admit(till);
    log.info('pairing.admitted', {workstation: workstationId, journal: journalId});
  }
  const {hubId, hubKey, gatewayPublicKey, retailStoreId} = identity;
  const {epoch} = roster;
  const pinned = {hubId, journalId, retailStoreId, workstationId, gatewayPublicKey, epoch};
  const signature = await hubKey.sign(pairedProofMessage(digest, {...pinned, nonce}));
  return {
    v: LAN_PROTOCOL_VERSION,
    type: 'paired',
    hubId,
    hubPublicKey: publicKeyText(hubKey.publicKey),
    gatewayPublicKey: publicKeyText(gatewayPublicKey),
    retailStoreId,
    workstationId,
    journalId,
    epoch,
    identitySignature: toBase64Url(signature),
  };
}
