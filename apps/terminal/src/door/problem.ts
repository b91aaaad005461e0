import {type Fault, type FaultCode, isFault} from '@holdfast/std';

/** HTTP's word for each fault a caller can do something about. */
const STATUS: Partial<Record<FaultCode, number>> = {
  'database/disk-full': 507,
  'hub/unreachable': 503,
  'journal/full': 507,
  'journal/read-only': 409,
  'request/malformed': 400,
  'request/not-found': 404,
  'request/too-large': 413,
  'request/unauthorized': 403,
  'submission/busy': 503,
  'submission/card-data': 422,
  'submission/id-taken': 409,
  'submission/malformed': 422,
  'submission/too-large': 413,
  'terminal/stopped': 503,
};

/**
 * A problem as RFC 9457 writes it: our stable code, the fault's fields, and whether asking again
 * may help. What is not a fault of the table says nothing of itself: it may hold a body.
 */
export function problemResponse(error: unknown): Response {
  const {status, body} = isFault(error) ? problemOf(error) : UNKNOWN;
  const headers = new Headers({'content-type': 'application/problem+json'});
  if (status === 503) headers.set('retry-after', '1');
  return new Response(JSON.stringify(body), {status, headers});
}

const UNKNOWN = {
  status: 500,
  body: {
    type: 'about:blank',
    title: 'The terminal failed. Ask again with the same idempotency key.',
    status: 500,
    retry: 'later',
  },
};

function problemOf(fault: Fault): {readonly status: number; readonly body: object} {
  const {code, means, retry, fields} = fault;
  const status = STATUS[code] ?? 500;
  return {
    status,
    body: {type: `urn:holdfast:fault:${code}`, title: means, status, code, retry, fields},
  };
}
