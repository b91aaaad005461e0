import type {AuditBook} from './audit-book.ts';
import {allowed, type ConsoleContext} from './console-door.ts';
import type {ConsoleRight} from './console-role.ts';
import {addressOf} from './session-routes.ts';

/**
 * Does something that needs a right, with its entry in the journal first; answers the refusal where
 * whoever asks has not that right.
 */
export async function act<T>(
  context: ConsoleContext,
  what: {
    readonly audit: AuditBook;
    readonly right: ConsoleRight;
    readonly act: string;
    readonly subject?: string;
    readonly reason?: string;
  },
  work: () => Promise<T> | T,
): Promise<T | Response> {
  const session = allowed(context, what.right);
  if (session instanceof Response) return session;
  const {audit, right: _, ...told} = what;
  return audit.run({...told, who: session.person, address: addressOf(context)}, work);
}
