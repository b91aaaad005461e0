/** What a script does to the store, at which part of the demo's time. */
export interface ScriptStep {
  readonly atShare: number;
  readonly act: ScriptAct;
}

export type ScriptAct =
  | 'cutInternet'
  | 'restoreLte'
  | 'restoreFibre'
  | 'killHub'
  | 'startHub'
  | 'killTill'
  | 'startTill';

/**
 * `outage`: the internet goes, nobody stops selling; the hub dies on top of it and comes back; then
 * a till; LTE comes back first, fibre later.
 */
export const SCRIPTS = {
  outage: [
    {atShare: 0.15, act: 'cutInternet'},
    {atShare: 0.3, act: 'killHub'},
    {atShare: 0.4, act: 'startHub'},
    {atShare: 0.45, act: 'killTill'},
    {atShare: 0.5, act: 'startTill'},
    {atShare: 0.6, act: 'restoreLte'},
    {atShare: 0.75, act: 'restoreFibre'},
  ],
  calm: [],
} as const satisfies Record<string, readonly ScriptStep[]>;

export type ScriptName = keyof typeof SCRIPTS;
