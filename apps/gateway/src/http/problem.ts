import {Fault, type FaultCode, isFault} from '@holdfast/std';

/** HTTP's word for each of our faults, where it is not the server's own trouble. */
const STATUS: Partial<Record<FaultCode, number>> = {
  'database/disk-full': 503,
  'enrolment/refused': 403,
  'gateway/busy': 503,
  'gateway/refused': 403,
  'request/malformed': 400,
  'request/not-found': 404,
  'request/too-large': 413,
  'request/unauthorized': 401,
  'wire/malformed': 400,
  'wire/version': 426,
};

/** A problem as RFC 9457 writes it, with our stable code and the fault's fields beside it. */
export interface Problem {
  readonly status: number;
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
}

export function problemOf(error: unknown): Problem {
  const fault = isFault(error) ? error : new Fault('gateway/failed');
  const {code, retry, fields} = fault;
  const status = STATUS[code] ?? 500;
  const reason = fields['reason'];
  const body = {
    type: `urn:holdfast:fault:${code}`,
    // The reason, where there is one: a hub shows it to whoever stands in front of it.
    title: typeof reason === 'string' ? reason : fault.means,
    status,
    code,
    retry,
    ...(status < 500 ? {fields} : {}),
  };
  const retryAfter = status === 503 ? {'retry-after': '1'} : undefined;
  const challenge = status === 401 ? {'www-authenticate': 'Bearer'} : undefined;
  return {
    status,
    text: JSON.stringify(body),
    headers: {'content-type': 'application/problem+json', ...retryAfter, ...challenge},
  };
}

/** For an address or a key under which there is nothing. */
export function notFound(reason: string): Fault {
  return new Fault('request/not-found', {reason});
}
