import {holdsCardData} from '@holdfast/domain';
import {issue, type Parsed} from '@holdfast/std';
import {parseTerminalMessage, type TerminalToHub} from '@holdfast/wire';

type ReadMessage = ReturnType<typeof parseTerminalMessage>;

/**
 * A frame becomes a message, or what is wrong with it. The words by which a terminal calls itself
 * go to the journal, the status and the log: card data in them is malformed, and not repeated. What
 * an entry holds is judged with it.
 */
export function readFrame(text: string): ReadMessage {
  const message = parseTerminalMessage(text);
  if (!message.ok) return message;
  const field = cardFieldOf(message.value);
  return field === undefined ? message : cardIssue(field);
}

function cardIssue(field: string): Parsed<never> {
  return issue(field, 'looks like a card number');
}

function cardFieldOf(message: TerminalToHub | {readonly type: 'unknown'}): string | undefined {
  const fields = selfNamesOf(message);
  return Object.keys(fields).find(field => holdsCardData(fields[field] ?? ''));
}

function selfNamesOf(
  message: TerminalToHub | {readonly type: 'unknown'},
): Readonly<Record<string, string>> {
  switch (message.type) {
    case 'authenticate':
      return {app: `${message.app.name} ${message.app.version}`, origin: message.origin};
    case 'pair':
    case 'pairByCode':
      return {name: message.name, workstationId: message.workstationId};
    default:
      return {};
  }
}
