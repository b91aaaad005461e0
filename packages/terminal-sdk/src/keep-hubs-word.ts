import type {KeepRoster, PersonalErased} from '@holdfast/wire';
import {hearErasure} from './hear-erasure.ts';
import {keepRoster} from './kept-roster.ts';

/** What a hub says under its own key: a roster to keep, or whose data to erase. */
export async function keepHubsWord(
  ports: Parameters<typeof keepRoster>[0] & Parameters<typeof hearErasure>[0],
  message: KeepRoster | PersonalErased,
): Promise<void> {
  if (message.type === 'keepRoster') await keepRoster(ports, message);
  else await hearErasure(ports, message);
}
