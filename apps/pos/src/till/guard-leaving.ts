/**
 * Has the browser ask before this page is closed or loaded again while something lies on this till
 * alone. Nothing is lost by leaving; but somebody may be about to clear the browser or take the
 * till away.
 */
export function guardLeaving(onlyHere: () => number): void {
  addEventListener('beforeunload', event => {
    if (onlyHere() > 0) event.preventDefault();
  });
}
