import {operatorSchema, StoreBook, type StoredDocument} from '@holdfast/catalogue';
import {systemRandom} from '@holdfast/platform-node';
import {type Clock, silentLog} from '@holdfast/std';
import {type AuditNoted, auditNotedSchema, parseHubBody} from '@holdfast/wire';
import {Hono} from 'hono';
import {beforeEach, expect, test} from 'vitest';
import * as z from 'zod';
import {act} from './act.ts';
import {AuditBook} from './audit-book.ts';
import {ConsoleCode} from './console-code.ts';
import {allowed, ConsoleDoor, type ConsoleEnv, type DoorScheme} from './console-door.ts';
import {ConsoleSessions, SESSION_LIMITS} from './console-sessions.ts';
import {readJson} from './read-json.ts';
import {sessionRoutes} from './session-routes.ts';
import {SIGN_IN_LIMITS, SignInGuard} from './sign-in-guard.ts';

const HOST = 'store-017.local:7443';
const ORIGIN = `https://${HOST}`;
const OURS = {origin: ORIGIN, host: HOST, 'sec-fetch-site': 'same-origin'};
const JSON_TYPE = {'content-type': 'application/json'};
const ENV = {incoming: {socket: {remoteAddress: '192.168.8.20'}}};
const MIA = {operatorId: '1', pin: '2468'};

let nowMs = 0;
const clock: Clock = {
  monotonicMs: () => nowMs,
  wallMs: () => nowMs,
  sleep: async () => {},
};
let audited: AuditNoted[];
let store: StoreBook;
let code: ConsoleCode;
let doors: Readonly<Record<DoorScheme, Hono<ConsoleEnv>>>;

const people = [
  {operatorId: '1', name: 'Mia', role: 'manager', pin: '2468'},
  {operatorId: '2', name: 'Ivo', role: 'it', pin: '1357'},
  {operatorId: '7', name: 'Ana', role: 'cashier', pin: '1234'},
  {operatorId: '9', name: 'Sue', role: 'supervisor', pin: '4321'},
] as const;
const operators = people.map(one => ({
  ...one,
  operatorId: operatorSchema.unwrap().shape.operatorId.parse(one.operatorId),
}));
function mia() {
  const [first] = operators;
  if (!first) throw new Error('the store has a manager');
  return first;
}

/** A store book on a disk of its own, that begins with what is on another. */
function bookOn(before: ReadonlyMap<string, StoredDocument>) {
  const disk = new Map(before);
  const write = (name: string, document: StoredDocument) => void disk.set(name, document);
  const ports = {
    clock,
    random: systemRandom,
    disk: {read: (name: string) => disk.get(name), write},
  };
  return {disk, book: new StoreBook(ports)};
}
/** Hashing a PIN is dear on purpose: once for all tests. */
const furnished = bookOn(new Map());
for (const operator of operators) furnished.book.keepOperator(operator);

beforeEach(() => {
  nowMs = 1_000_000;
  audited = [];
  store = bookOn(furnished.disk).book;
  const tools = {clock, random: systemRandom};
  const sessions = new ConsoleSessions({...tools, operators: () => store.operators});
  code = new ConsoleCode(tools);
  const audit = new AuditBook({
    clock,
    log: silentLog,
    journal: {
      append: async (kind, body) => {
        expect(kind).toBe('audit');
        const noted = parseHubBody(auditNotedSchema, body);
        if (noted.ok) audited.push(noted.value);
      },
    },
  });
  const routes = new Hono<ConsoleEnv>();
  const guard = new SignInGuard(clock);
  const about = {id: '017', name: 'Demo'};
  const parts = {operators: () => store.operators, sessions, guard, code, audit};
  routes.route('/', sessionRoutes({store: about, ...parts}));
  routes.get('/look', context => {
    const session = allowed(context, 'look');
    return session instanceof Response ? session : context.json({ok: true});
  });
  routes.post('/settings', async context => {
    const told = await readJson(context, z.strictObject({name: z.string().max(9)}));
    if (told instanceof Response) return told;
    const named = {audit, right: 'store', act: 'settingsKept', subject: told.name} as const;
    const done = await act(context, named, () => {
      if (told.name === 'breaks') throw new Error('it broke');
      return {done: true};
    });
    return done instanceof Response ? done : context.json(done);
  });
  const door = new ConsoleDoor({routes, sessions, log: silentLog});
  doors = {https: door.guarded('https'), http: door.guarded('http')};
});

interface Asked {
  readonly method?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookie?: string;
  readonly scheme?: DoorScheme;
}

async function ask(path: string, asked: Asked = {}): Promise<Response> {
  const {method = 'GET', body, headers = OURS, cookie, scheme = 'https'} = asked;
  const text = body === undefined ? {} : {body: JSON.stringify(body)};
  const all = {
    ...headers,
    ...(body === undefined ? {} : JSON_TYPE),
    ...(cookie === undefined ? {} : {cookie}),
  };
  return doors[scheme].request(`/console/api${path}`, {method, ...text, headers: all}, ENV);
}

/** Signs in and answers the cookie as a browser sends it back. */
async function cookieOf(who: object, scheme: DoorScheme = 'https'): Promise<string> {
  const headers =
    scheme === 'https' ? OURS : {origin: 'http://127.0.0.1:7445', host: '127.0.0.1:7445'};
  const response = await ask('/session', {method: 'POST', body: who, scheme, headers});
  expect(response.status).toBe(201);
  return (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
}

test('a manager signs in with number and PIN, and the cookie is for this host, over TLS, unread by scripts', async () => {
  const response = await ask('/session', {method: 'POST', body: MIA});
  expect(await response.json()).toMatchObject({signedIn: true, name: 'Mia', role: 'manager'});
  const cookie = response.headers.get('set-cookie') ?? '';
  expect(cookie).toMatch(/^__Host-holdfast-console=[\w-]{43}; /);
  for (const part of ['HttpOnly', 'Secure', 'SameSite=Strict', 'Path=/']) {
    expect(cookie).toContain(part);
  }
  expect(response.headers.get('x-holdfast-cookie')).toBeNull();
  expect(audited).toMatchObject([
    {act: 'signedIn', who: {kind: 'operator', operatorId: '1'}, address: '192.168.8.20'},
  ]);
});

test.each([
  ['a wrong PIN', {operatorId: '1', pin: '9999'}],
  ['a number that nobody has', {operatorId: '55', pin: '2468'}],
  ['a cashier, with the right PIN', {operatorId: '7', pin: '1234'}],
  ['a supervisor, with the right PIN', {operatorId: '9', pin: '4321'}],
  ['a code when none was drawn', {code: '12345678'}],
])('%s signs nobody in, and the answer says no more than that', async (_, who) => {
  const response = await ask('/session', {method: 'POST', body: who});
  expect(response.status).toBe(401);
  expect(response.headers.get('set-cookie')).toBeNull();
  expect(audited).toMatchObject([{act: 'signInFailed'}]);
  expect(JSON.stringify(audited)).not.toMatch(/9999|1234|55/);
});

test('without a cookie, with an invented one, and after signing out nothing is told', async () => {
  expect((await ask('/look')).status).toBe(401);
  const invented = `__Host-holdfast-console=${'A'.repeat(43)}`;
  expect((await ask('/look', {cookie: invented})).status).toBe(401);
  const cookie = await cookieOf(MIA);
  expect((await ask('/look', {cookie})).status).toBe(200);
  await ask('/session', {method: 'DELETE', cookie});
  expect((await ask('/look', {cookie})).status).toBe(401);
});

test.each([
  ['another site', {...OURS, origin: 'https://evil.example'}],
  ['another port of the hub', {...OURS, origin: 'https://store-017.local:9'}],
  ['the same name without TLS', {...OURS, origin: `http://${HOST}`}],
  ['an opaque origin', {...OURS, origin: 'null'}],
  ['a browser that says cross-site', {...OURS, 'sec-fetch-site': 'cross-site'}],
  ['a browser that says same-site', {...OURS, 'sec-fetch-site': 'same-site'}],
  ['no origin at all', {host: HOST}],
])('a change that comes from %s is refused, whoever is signed in', async (_, headers) => {
  const cookie = await cookieOf(MIA);
  const before = audited.length;
  const body = {name: 'x'};
  const refused = await ask('/settings', {method: 'POST', body, headers, cookie});
  expect(refused.status).toBe(403);
  expect(audited).toHaveLength(before);
  expect((await ask('/settings', {method: 'POST', body, cookie})).status).toBe(200);
});

test('a page of another origin may not even read', async () => {
  const cookie = await cookieOf(MIA);
  const headers = {...OURS, origin: 'https://evil.example'};
  expect((await ask('/look', {cookie, headers})).status).toBe(403);
});

test('the door without TLS answers to the machine’s own names only', async () => {
  const evil = {host: 'evil.local:7445', origin: 'http://evil.local:7445'};
  const body = MIA;
  const refused = await ask('/session', {method: 'POST', body, headers: evil, scheme: 'http'});
  expect(refused.status).toBe(421);
  expect(await cookieOf(MIA, 'http')).toMatch(/^holdfast-console=/);
});

test('a role does what it may: IT looks, and keeps no settings', async () => {
  const cookie = await cookieOf({operatorId: '2', pin: '1357'});
  expect((await ask('/look', {cookie})).status).toBe(200);
  const before = audited.length;
  const refused = await ask('/settings', {method: 'POST', body: {name: 'x'}, cookie});
  expect([refused.status, audited.length]).toEqual([403, before]);
});

test.each([
  ['no JSON', 'nonsense', JSON_TYPE, 400],
  ['a form, as another site could send one', 'name=x', {'content-type': 'text/plain'}, 415],
  ['a field too much', '{"name":"x","more":1}', JSON_TYPE, 400],
  ['a name too long', '{"name":"0123456789"}', JSON_TYPE, 400],
  ['a card number', '{"name":"4111111111111111"}', JSON_TYPE, 400],
])('bad input is named and changes nothing: %s', async (_, body, type, status) => {
  const cookie = await cookieOf(MIA);
  const before = audited.length;
  const init = {method: 'POST', body, headers: {...OURS, ...type, cookie}};
  const response = await doors.https.request('/console/api/settings', init, ENV);
  expect([response.status, audited.length]).toEqual([status, before]);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
});

test('a body without end is refused before it is read', async () => {
  const body = JSON.stringify({operatorId: '1', pin: '2468', more: 'x'.repeat(70_000)});
  const init = {method: 'POST', body, headers: {...OURS, ...JSON_TYPE}};
  expect((await doors.https.request('/console/api/session', init, ENV)).status).toBe(413);
});

test('each act is in the journal before it is done, and one that fails is said to have failed', async () => {
  const cookie = await cookieOf(MIA);
  audited = [];
  await ask('/settings', {method: 'POST', body: {name: 'fine'}, cookie});
  await ask('/settings', {method: 'POST', body: {name: 'breaks'}, cookie});
  const said = audited.map(({act: name, subject, outcome}) => [name, subject, outcome]);
  expect(said).toEqual([
    ['settingsKept', 'fine', 'asked'],
    ['settingsKept', 'breaks', 'asked'],
    ['settingsKept', 'breaks', 'failed'],
  ]);
});

test('who does nothing is signed out, who does something stays, and nobody beyond a day’s work', async () => {
  const cookie = await cookieOf(MIA);
  nowMs += SESSION_LIMITS.idleMs - 1;
  expect((await ask('/look', {cookie})).status).toBe(200);
  nowMs += SESSION_LIMITS.idleMs - 1;
  expect((await ask('/look', {cookie})).status).toBe(200);
  nowMs += SESSION_LIMITS.idleMs;
  expect((await ask('/look', {cookie})).status).toBe(401);
  const other = await cookieOf(MIA);
  for (let spentMs = 0; spentMs < SESSION_LIMITS.wholeMs; spentMs += SESSION_LIMITS.idleMs / 2) {
    await ask('/look', {cookie: other});
    nowMs += SESSION_LIMITS.idleMs / 2;
  }
  expect((await ask('/look', {cookie: other})).status).toBe(401);
});

test.each([
  ['was removed', () => store.removeOperator('1')],
  ['has another PIN', () => store.keepOperator({...mia(), pin: '8642'})],
  ['has another role', () => store.keepOperator({...mia(), role: 'cashier'})],
])('an operator who %s is signed out at once', async (_, change) => {
  const cookie = await cookieOf(MIA);
  change();
  expect((await ask('/look', {cookie})).status).toBe(401);
});

test('the hub’s code signs in once, as a manager; five wrong ones use it up', async () => {
  const {code: digits} = code.draw();
  const cookie = await cookieOf({code: `${digits.slice(0, 4)} ${digits.slice(4)}`});
  expect((await ask('/look', {cookie})).status).toBe(200);
  const again = await ask('/session', {method: 'POST', body: {code: digits}});
  expect(again.status).toBe(401);
  const second = code.draw().code;
  for (let tries = 0; tries < 5; tries++) {
    nowMs += SIGN_IN_LIMITS.pauseMaxMs;
    expect((await ask('/session', {method: 'POST', body: {code: '00000000'}})).status).toBe(401);
  }
  nowMs += SIGN_IN_LIMITS.pauseMaxMs;
  expect((await ask('/session', {method: 'POST', body: {code: second}})).status).toBe(401);
});

test('after three wrong tries everybody waits, also who knows the PIN by then', async () => {
  const wrong = {method: 'POST', body: {operatorId: '1', pin: '0000'}};
  for (let tries = 0; tries < SIGN_IN_LIMITS.freeTries; tries++) {
    expect((await ask('/session', wrong)).status).toBe(401);
  }
  const response = await ask('/session', {method: 'POST', body: MIA});
  expect(response.status).toBe(429);
  expect(response.headers.get('retry-after')).toBe('5');
  nowMs += SIGN_IN_LIMITS.pauseMs;
  expect((await ask('/session', {method: 'POST', body: MIA})).status).toBe(201);
});

test('two guesses at the same time are one guess', async () => {
  const wrong = {method: 'POST', body: {operatorId: '1', pin: '0000'}};
  const both = await Promise.all([ask('/session', wrong), ask('/session', wrong)]);
  expect(both.map(({status}) => status).sort()).toEqual([401, 429]);
});
