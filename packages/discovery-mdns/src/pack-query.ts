import {type Message, query} from './message.ts';
import {type DnsRecord, nameBytes, type Question, rdata} from './record.ts';

/**
 * What fits into one Ethernet frame after the IPv4 and UDP headers; larger would be cut up by IP.
 */
export const PACKET_BYTES_MAX = 1472;
const HEADER_BYTES = 12;

/**
 * Questions and the answers already known, in as many packets as they need. Known answers that do
 * not fit follow in packets without questions, and all but the last say that more comes (RFC 6762
 * §7.2).
 */
export function packQuery(
  questions: readonly Question[],
  knownAnswers: readonly DnsRecord[],
): Message[] {
  if (questions.length === 0) return [];
  const packets: {questions: Question[]; answers: DnsRecord[]}[] = [];
  let room = 0;
  const packetFor = (bytes: number) => {
    const last = packets.at(-1);
    if (last && bytes <= room) {
      room -= bytes;
      return last;
    }
    room = PACKET_BYTES_MAX - HEADER_BYTES - bytes;
    const next = {questions: [], answers: []};
    packets.push(next);
    return next;
  };
  for (const one of questions) packetFor(nameBytes(one.name).length + 4).questions.push(one);
  for (const one of knownAnswers) packetFor(recordBytes(one)).answers.push(one);
  return packets.map((packet, at) =>
    query({...packet, truncated: packets[at + 1]?.questions.length === 0}),
  );
}

function recordBytes(record: DnsRecord): number {
  const data = record.type === 'NSEC' ? new Uint8Array(0) : rdata(record);
  return nameBytes(record.name).length + 10 + data.length;
}
