import {type Topic, unreachable} from '@holdfast/std';
import type {HubHead, JournalVerdict} from './compare-heads.ts';
import type {TerminalIssue} from './issue.ts';
import type {Journal} from './ports.ts';
import type {BlockedByHub} from './session-end.ts';

/** Why this journal and the hub's history of it part, in a code and in words; told as an issue. */
export function tellVerdict(
  {journal, issues}: {readonly journal: Journal; readonly issues: Topic<TerminalIssue>},
  verdict: JournalVerdict,
  {sequenceNumber}: HubHead,
): {readonly code: BlockedByHub; readonly detail: string} {
  switch (verdict) {
    case 'behind':
      return {code: 'revoked', detail: 'the hub closed this journal: its end was lost'};
    case 'rolledBack': {
      const tail = journal.tail().sequenceNumber;
      issues.publish({code: 'journal/rolled-back', known: sequenceNumber, tail});
      const detail = `the hub has ${sequenceNumber}, this journal ends at ${tail}`;
      return {code: 'rolledBack', detail};
    }
    case 'forked':
      issues.publish({code: 'journal/forked', sequenceNumber});
      return {code: 'forked', detail: `the hub has another entry at ${sequenceNumber}`};
    case 'unreadable': {
      const detail = `entry ${sequenceNumber + 1} cannot be read, and the hub does not have it`;
      return {code: 'unreadable', detail};
    }
    default:
      return unreachable(verdict);
  }
}
