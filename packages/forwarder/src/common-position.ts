import type {LedgerReader} from '@holdfast/ledger';
import {equalBytes, fromBase64Url} from '@holdfast/std';
import type {LedgerStatusAnswer} from '@holdfast/wire';

type Ask = (atPosition: number) => Promise<LedgerStatusAnswer>;

/**
 * Whether the head that a sink names at a position is this hub's own. False beyond the hub's end.
 */
export async function agrees(
  reader: LedgerReader,
  place: {readonly position: number; readonly head: string},
): Promise<boolean> {
  const [own, theirs] = [await reader.headAt(place.position), fromBase64Url(place.head)];
  return own !== undefined && theirs !== undefined && equalBytes(own, theirs);
}

/**
 * The highest position the search can prove both sides to share, `reader` and the sink behind
 * `ask`, by halving. A sink may know heads only at some positions, and answers with one at or below
 * the position asked or with none: so the result may be too low, never too high. Too low costs only
 * that some entries are sent again in the next ledger.
 *
 * @param known.common a position both surely share; 0 always is.
 * @param known.differs a position where they do not.
 */
export async function lastCommonPosition(
  reader: LedgerReader,
  ask: Ask,
  known: {readonly common: number; readonly differs: number},
): Promise<number> {
  let {common, differs} = known;
  let asked = common; // nothing between `common` and here can be told apart
  while (differs - asked > 1) {
    const middle = asked + Math.floor((differs - asked) / 2);
    const {headAt} = await ask(middle);
    const told = headAt && headAt.position > common && headAt.position <= middle;
    if (told && !(await agrees(reader, headAt))) {
      differs = headAt.position;
    } else {
      if (told) common = headAt.position;
      asked = middle;
    }
  }
  return common;
}
