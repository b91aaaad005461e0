import type {Endured} from './endured.ts';
export function endurancePage(run: Endured): string {
  return JSON.stringify(run);
}
