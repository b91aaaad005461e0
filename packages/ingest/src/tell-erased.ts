import type {RosterJournal} from '@holdfast/trust';
import {type HubToTerminal, LAN_PROTOCOL_VERSION} from '@holdfast/wire';
import type {SessionHost} from './session-host.ts';

/**
 * What a terminal must erase, too: of its journal and of those before it. Told at every session
 * from the beginning, because nobody else remembers what it has done.
 */
export async function* erasedWords(
  {ports}: Pick<SessionHost<never>, 'ports'>,
  journal: RosterJournal,
): AsyncGenerator<HubToTerminal> {
  const {erasures, roster} = ports;
  if (!erasures) return;
  for (const {journalId} of [journal, ...roster.predecessorsOf(journal)]) {
    for await (const said of erasures.words({journalId})) {
      yield {v: LAN_PROTOCOL_VERSION, type: 'personalErased', ...said};
    }
  }
}
