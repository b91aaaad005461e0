import {once} from 'node:events';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {createServer, type IncomingMessage, type ServerResponse} from 'node:http';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {Fault} from '@holdfast/std';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {HubClient} from './hub-client.ts';

/** A door that answers as it is told, for a hub that a test makes up. */
let answer: (request: IncomingMessage, response: ServerResponse) => void;
const server = createServer((request, response) => answer(request, response));
let directory: string;
let client: HubClient;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'holdfast-'));
  client = new HubClient(directory);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('it listens on a port');
  writeFileSync(join(directory, 'admin.port'), `${address.port}\n`);
  writeToken('first');
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
  rmSync(directory, {recursive: true});
});

const writeToken = (token: string) => writeFileSync(join(directory, 'admin.token'), `${token}\n`);

function say(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, {'content-type': 'application/json'}).end(JSON.stringify(body));
}

async function faultOf(asking: Promise<unknown>): Promise<Fault> {
  const error = await asking.catch((error: unknown) => error);
  if (error instanceof Fault) return error;
  throw new Error('a fault was expected');
}

test('a hub that draws a new token just then is asked again with it', async () => {
  const shown: (string | undefined)[] = [];
  answer = ({headers}, response) => {
    shown.push(headers.authorization);
    if (headers.authorization === 'Bearer second') return say(response, 200, []);
    writeToken('second');
    return say(response, 401, {detail: 'show the token'});
  };
  expect(await client.ledgers()).toEqual([]);
  expect(shown).toEqual(['Bearer first', 'Bearer second']);
});

test('a token that is refused is not tried for ever', async () => {
  let asked = 0;
  answer = (_, response) => {
    asked += 1;
    say(response, 401, {detail: 'show the token of the hub’s data directory'});
  };
  expect((await faultOf(client.status())).code).toBe('request/unauthorized');
  expect(asked).toBe(1);
});

test.each([
  [404, {detail: 'no uplink lan'}, 'request/not-found', {reason: 'no uplink lan'}],
  [400, {detail: 'must look like W03'}, 'request/malformed', {reason: 'must look like W03'}],
  [500, {code: 'database/corrupt', fields: {first: 7}}, 'database/corrupt', {first: 7}],
  [500, {code: 'never/heard-of', detail: 'x'}, 'hub/unreachable', {status: 500}],
] as const)('an answer of %i %j is the fault %s', async (status, body, code, fields) => {
  answer = (_, response) => say(response, status, body);
  const fault = await faultOf(client.entry('W03-K7Q-000482'));
  expect(fault.code).toBe(code);
  expect(fault.fields).toMatchObject(fields);
});

test('an answer that is not of this version names the field', async () => {
  answer = (_, response) => say(response, 200, {schema: 'holdfast.hub-status/2'});
  const {code, fields} = await faultOf(client.status());
  expect(code).toBe('wire/version');
  expect(fields).toMatchObject({answer: '/v1/status', field: 'schema'});
});

test('names that a person typed cannot lead to another address', async () => {
  let path = '';
  answer = ({url = ''}, response) => {
    path = url;
    say(response, 404, {});
  };
  await faultOf(client.steer({name: '../../x?y#z', wish: 'pause'}));
  expect(path).toBe('/v1/uplinks/..%2F..%2Fx%3Fy%23z/pause');
});

test('a port where nobody listens, and a directory where no hub ever ran, are told apart', async () => {
  writeFileSync(join(directory, 'admin.port'), '9\n');
  expect(await faultOf(client.status())).toMatchObject({
    code: 'hub/unreachable',
    fields: {at: 'http://127.0.0.1:9'},
  });
  const nowhere = new HubClient(join(directory, 'none'));
  expect(await faultOf(nowhere.status())).toMatchObject({
    code: 'hub/unreachable',
    fields: {reason: 'no hub is running with this data directory'},
  });
});
