import type {LedgerReader} from '@holdfast/ledger';
import {equalBytes, Fault, fromBase64Url, type Log, type SigningKey} from '@holdfast/std';
import {GatewayProtocol} from '@holdfast/uplink';
import {type Enrolment, HttpsWay, type WayOut} from '@holdfast/uplink-https';
import {type ForwardEntriesAnswer, forwardEntriesAnswerSchema, hubIdOf} from '@holdfast/wire';
import {TOOLS} from '../hub-tools.ts';
import type {SegmentFolder} from './segment-folder.ts';

const GATEWAY = 'gateway';

/**
 * Brings head office what the hub before had recorded and this machine mirrored: the segments as
 * that hub signed them, since nobody else's signature counts in its ledger. What head office holds
 * is put down as held, and its segment is let go. Throws as a sink does.
 */
export async function deliverMirrored(
  parts: {
    readonly identity: SigningKey;
    readonly enrolment: Enrolment;
    readonly previous: readonly LedgerReader[];
    readonly segments: SegmentFolder;
    readonly out: WayOut;
    readonly log: Log;
  },
  signal: AbortSignal,
): Promise<void> {
  const {identity, enrolment, previous, segments, out, log} = parts;
  const kept = await segments.list();
  if (kept.length === 0) return;
  const hubId = hubIdOf(TOOLS.digest, identity.publicKey);
  const {doors, keyPin, gatewayPublicKey} = enrolment;
  const protocol = new GatewayProtocol({...TOOLS, hubId, hubKey: identity, gatewayPublicKey});
  const once = {name: 'mirrored', metered: false, priority: 1};
  const way = new HttpsWay({...once, out, doors, keyPin, log});
  try {
    for (const segment of kept) {
      const request = protocol.segment(await segments.read(segment));
      const content = await protocol.believe(request, await way.exchange(request, signal));
      const answer = forwardEntriesAnswerSchema.safeParse(content);
      if (!answer.success) throw new Fault('wire/malformed', {what: 'forwardEntriesAnswer'});
      if (answer.data.heldPosition >= segment.last) await segments.remove(segment);
      await putDown(previous, answer.data);
    }
    log.info('mirrored.delivered', {segments: kept.length});
  } finally {
    await way.close();
  }
}

/** Up to where head office holds it under the very head that was mirrored. */
async function putDown(
  previous: readonly LedgerReader[],
  {ledgerId, heldPosition, heldHead}: ForwardEntriesAnswer,
): Promise<void> {
  const reader = previous.find(one => one.ledgerId === ledgerId);
  const position = Math.min(heldPosition, reader?.end().position ?? 0);
  if (!reader || position <= reader.watermark(GATEWAY)) return;
  const [own, theirs] = [await reader.headAt(heldPosition), fromBase64Url(heldHead)];
  if (own && theirs && equalBytes(own, theirs)) await reader.raise({sink: GATEWAY, position});
}
