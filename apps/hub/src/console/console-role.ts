import type {Role} from '@holdfast/catalogue';

/** What there is to be allowed at the console. */
export const CONSOLE_RIGHTS = [
  'look',
  'tills',
  'uplinks',
  'quarantine',
  'store',
  'operators',
] as const;
export type ConsoleRight = (typeof CONSOLE_RIGHTS)[number];

const RIGHTS: Readonly<Record<Role, readonly ConsoleRight[]>> = {
  cashier: [],
  supervisor: [],
  it: ['look', 'tills', 'uplinks'],
  manager: CONSOLE_RIGHTS,
};

/** What a role may do at the console; those who sell have nothing there. */
export function rightsOf(role: Role): readonly ConsoleRight[] {
  return RIGHTS[role];
}
