import {isLaterIncarnation} from '../id-bytes.ts';
import type {HeldStatement} from './held-statement.ts';

type Said = Pick<HeldStatement, 'gatewayIncarnation' | 'sequenceNumber'>;

/**
 * Whether a statement says more than the one that is kept of the same journal: it is of a later
 * incarnation of the gateway, which may honestly hold less than before, or of the same one and
 * about more. No clock is asked, so neither a clock that was put back nor an old statement that
 * somebody plays again changes what is believed.
 */
export function saysMore(statement: Said, kept: Said | undefined): boolean {
  if (!kept) return true;
  return statement.gatewayIncarnation === kept.gatewayIncarnation
    ? statement.sequenceNumber > kept.sequenceNumber
    : isLaterIncarnation(statement.gatewayIncarnation, kept.gatewayIncarnation);
}
