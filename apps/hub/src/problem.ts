/** RFC 9457. */
export function problem(status: number, detail: string, more: object = {}): Response {
  return new Response(JSON.stringify({type: 'about:blank', status, detail, ...more}), {
    status,
    headers: {'content-type': 'application/problem+json'},
  });
}
