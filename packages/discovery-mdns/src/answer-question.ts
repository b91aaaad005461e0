import {announcedRecords, type HubRecords} from './hub-records.ts';
import {type DnsRecord, nameKey, type Question, recordKey} from './record.ts';

/**
 * The hub's records that answer `question`, less those the asker already knows well enough. A type
 * that does not exist at one of the hub's own names is answered too: that it does not (RFC 6762
 * §6.1).
 */
export function answerQuestion(
  question: Question,
  {records, known}: {readonly records: HubRecords; readonly known: readonly DnsRecord[]},
): DnsRecord[] {
  const all = announcedRecords(records);
  const named = all.filter(record => nameKey(record.name) === nameKey(question.name));
  const matching = named.filter(
    record => record.type !== 'NSEC' && (question.type === 'ANY' || question.type === record.type),
  );
  const answers = matching.length > 0 ? matching : named.filter(record => record.type === 'NSEC');
  return answers.filter(record => !isKnown(record, known));
}

/** RFC 6762 §7.1: known is what the asker holds with at least half of its life left. */
function isKnown(record: DnsRecord, known: readonly DnsRecord[]): boolean {
  const key = recordKey(record);
  return known.some(other => other.ttlS * 2 >= record.ttlS && recordKey(other) === key);
}
