import type {ConsoleView} from '@holdfast/hub/console';
import type {ConsoleMessages} from '@holdfast/messages/console';
import type {StateLook} from '@holdfast/ui';

export type UplinkView = ConsoleView['status']['uplinks'][number];

export function uplinkLook({health, paused}: UplinkView): StateLook {
  if (paused) return 'busy';
  if (health === 'healthy') return 'good';
  return health === 'down' ? 'bad' : 'warn';
}

export function uplinkWord({health, paused}: UplinkView, say: ConsoleMessages): string {
  if (paused) return say.uplinkPaused;
  if (health === 'healthy') return say.uplinkHealthy;
  if (health === 'down') return say.uplinkDown;
  return health === 'suspect' ? say.uplinkSuspect : say.uplinkProbing;
}
