import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import {request} from 'node:http';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {type PlantedCard, plantCards} from '@holdfast/domain/testing';
import {ANSWER_FILE, MANIFEST_FILE} from '@holdfast/forwarder/stick';
import {openLedgerKeys, openLibsqlLedgers} from '@holdfast/ledger-libsql';
import {loadOrCreateSigningKey, systemClock, systemRandom} from '@holdfast/platform-node';
import {concatBytes, silentLog, utf8Encode} from '@holdfast/std';
import {SeededRandom} from '@holdfast/std/testing';
import {afterAll, beforeAll, expect, test, vi} from 'vitest';
import {CardSearch} from '../testing/card-search.ts';
import {type Ended, holdfast} from '../testing/holdfast.ts';
import {HostileTill} from '../testing/hostile-till.ts';
import {sealedCells} from '../testing/sealed-cells.ts';
import {LINES, LocalStore} from './local-store.ts';
import {plainSale} from './testing/plain-sale.ts';

const CASES = {
  lan: 4_000,
  http: 4_600,
  folder: 300,
  names: 100,
  replay: 1_000,
  stick: 100,
  letThrough: 20,
} as const;
const PATIENCE = {timeout: 60_000, interval: 50};
const SALT = new Uint8Array(16);
/** What a search must find, for it is no card: a number of no network. */
const MARKER = '1111111111111117';

const directory = mkdtempSync(join(tmpdir(), 'holdfast-'));
const reports = join(directory, 'crash-reports');
const watched = join(directory, 'watched');
const store = new LocalStore({
  ...{directory, storeId: '017', loopbackMulticast: false},
  browserTills: true, // the hub is stopped once, and found again where it was
});
const planted: PlantedCard[] = [];
const drawn = plantCards(
  new SeededRandom(41),
  Object.values(CASES).reduce<number>((sum, count) => sum + count, 0),
)[Symbol.iterator]();
/** What the programs said, to whoever asked them. */
const said: string[] = [];
/** Cards that the test put into a hub's ledger past its doors: nobody behind it may keep them. */
const letThrough: PlantedCard[] = [];
/** A till that skips every scan, once it is paired. */
let hostile: HostileTill | undefined;

beforeAll(async () => {
  for (const folder of [reports, watched]) mkdirSync(folder);
  // Each program writes what Node would after a crash, when it is asked to.
  process.env['NODE_OPTIONS'] = `--report-on-signal --report-directory=${reports}`;
  await store.startGateway();
  await store.startHub();
  await store.addTill('W01', ['--watch', watched]);
}, 60_000);
afterAll(async () => {
  delete process.env['NODE_OPTIONS'];
  await store.stop();
  rmSync(directory, {recursive: true});
});

function draw(count: number): readonly PlantedCard[] {
  const cards = Array.from({length: count}, () => drawn.next().value).filter(
    card => card !== undefined,
  );
  planted.push(...cards);
  return cards;
}

const withMember = (number: number, member: string) =>
  `${plainSale(number).slice(0, -1)},${member}}`;

function say(ended: Ended): Ended {
  said.push(ended.stdout, ended.stderr);
  return ended;
}

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** By a client that sends what it is told to, a Host of its own too. */
function ask({method, path, headers, body}: Asked): Promise<number> {
  const url = new URL(store.tills[0]?.url ?? '');
  return new Promise((resolve, reject) => {
    const {hostname, port} = url;
    const asking = request({hostname, port, method, path, headers, agent: false}, answer => {
      answer.setEncoding('utf8');
      let text = JSON.stringify(answer.headers);
      answer.on('data', part => {
        text += part;
      });
      answer.on('end', () => {
        said.push(text);
        resolve(answer.statusCode ?? 0);
      });
    });
    asking.on('error', reject);
    asking.end(body);
  });
}

const json = {'content-type': 'application/json'};
const post = (body: string, headers = {}): Asked => ({
  ...{method: 'POST', path: '/v1/transactions', headers: {...json, ...headers}, body},
});

/** Where a program can put a card at the HTTP door of a till. */
const HTTP_PLACES: readonly ((card: PlantedCard, number: number) => Asked)[] = [
  ({member}, number) => post(withMember(number, member)),
  ({member}, number) => post(`${withMember(number, member)} and no JSON`),
  ({digits}, number) => post(plainSale(number), {'idempotency-key': `cart ${digits}`}),
  ({digits}, number) => post(withMember(number, `"submissionId":"${digits}"`)),
  ({digits}) => ({method: 'GET', path: `/v1/transactions/${digits}`, headers: {}}),
  ({digits}) => ({method: 'GET', path: `/v1/${digits}?pan=${digits}`, headers: {}}),
  ({digits}, number) => post(plainSale(number), {host: `${digits}.example`}),
  ({digits}, number) => post(plainSale(number), {origin: `https://${digits}.example`}),
  ({digits}, number) => post(plainSale(number), {'content-type': `text/${digits}`}),
];

/** The ledgers of a hub that does not run, as its own program opens them. */
async function openStoppedHub(dataDir: string) {
  const keyDirectory = join(dataDir, 'keys');
  const ledgers = join(dataDir, 'ledgers');
  const place = {file: join(keyDirectory, 'data-keys.json'), credential: undefined};
  return openLibsqlLedgers({
    ...{directory: ledgers, keyDirectory, shell: 'inline', retailStoreId: '017'},
    keys: await openLedgerKeys({place, directory: ledgers, nowMs: systemClock.wallMs()}),
    identity: await loadOrCreateSigningKey(join(keyDirectory, 'identity.key')),
    ...{clock: systemClock, random: systemRandom, log: silentLog},
  });
}

/** Searches what lies sealed below a folder; answers where the marker was found. */
function sealedIn(folder: string, search: CardSearch): string {
  search.found.delete(MARKER);
  for (const {place, plain} of sealedCells(folder)) search.bytes(place, plain);
  return search.found.get(MARKER) ?? '';
}

test('a till’s HTTP door takes no card, wherever in a request it stands', async () => {
  const statuses = new Set<number>();
  const cards = draw(CASES.http);
  for (let at = 0; at < cards.length; at += 20) {
    const asking = cards.slice(at, at + 20).map((card, offset) => {
      const place = HTTP_PLACES[(at + offset) % HTTP_PLACES.length];
      if (!place) throw new Error('there are places');
      return ask(place(card, at + offset));
    });
    for (const status of await Promise.all(asking)) statuses.add(status);
  }
  expect([...statuses].sort()).toEqual([400, 403, 404, 422]);
}, 120_000);

test('a watched folder keeps no card, in a file, in a name or aside', async () => {
  const cards = draw(CASES.folder);
  for (const [at, {member, digits}] of cards.entries()) {
    const contents = [withMember(at, member), `${member} and no JSON`, plainSale(at)];
    const name = at % 3 === 2 ? `${digits}.json` : `sale-${at}.json`;
    writeFileSync(join(watched, `${at}.part`), contents[at % 3] ?? '');
    renameSync(join(watched, `${at}.part`), join(watched, name));
  }
  const rejected = join(watched, 'rejected');
  await vi.waitFor(() => expect(readdirSync(rejected)).toHaveLength(CASES.folder), PATIENCE);
  expect(readdirSync(join(watched, 'done'))).toEqual([]);
}, 120_000);

/** Where a till that skips every scan can put a card in an entry. */
const LAN_PLACES: readonly ((
  card: PlantedCard,
  number: number,
) => {readonly body: string; readonly personal?: Uint8Array<ArrayBuffer>})[] = [
  ({member}, number) => ({body: withMember(number, member)}),
  ({member}, number) => ({body: `${withMember(number, member)} and no JSON`}),
  ({member}, number) => ({body: withMember(number, `"twice": {${member}}, "twice": 1`)}),
  ({member}, number) => ({
    body: plainSale(number),
    personal: concatBytes(SALT, utf8Encode(`{${member}}`)),
  }),
];

test('a hub’s LAN door keeps stubs of what a till without any scan sends it', async () => {
  const till = await HostileTill.make(await store.pairingLink(), 'W09');
  hostile = till;
  await till.ring();
  await till.askToPair('Lane 9');
  await till.hear('paired');
  await till.authenticate();
  await till.hear('welcome');
  const cards = draw(CASES.lan);
  for (let at = 0; at < cards.length; at += 50) {
    for (const [offset, card] of cards.slice(at, at + 50).entries()) {
      const place = LAN_PLACES[(at + offset) % LAN_PLACES.length];
      if (!place) throw new Error('there are places');
      const {body, ...personal} = place(card, at + offset);
      till.record(await till.chain.next(body, personal));
    }
    for (let answer = 0; answer < 50; answer++) {
      const {outcome} = await till.hear('recordTransactionReply');
      expect(outcome).toMatchObject({kind: 'quarantined', reason: 'cardData'});
    }
  }
  till.record(await till.chain.next(withMember(0, `"note": "order ${MARKER}"`)));
  expect((await till.hear('recordTransactionReply')).outcome).toMatchObject({kind: 'recorded'});
  till.hangUp();
  said.push(JSON.stringify(till.heard));
}, 120_000);

test('a till that calls itself by a card number is not let in, nor its name kept', async () => {
  const link = await store.pairingLink();
  for (const {digits} of draw(CASES.names)) {
    const till = await HostileTill.make(link, 'W08');
    await till.ring();
    await till.askToPair(`Lane ${digits}`);
    expect(await till.end()).toBe('malformed');
    said.push(JSON.stringify(till.heard));
  }
}, 120_000);

test('a shop’s file with cards in every column is replayed without any of them', async () => {
  const heading =
    'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country';
  const row = (at: number) =>
    [`${536_365 + at}`, '85123A', 'HEART', '6', '01/12/2010 08:26', '2.55', '17850', 'UK'] as const;
  const rows = draw(CASES.replay).map(({digits, member}, at) =>
    row(at)
      .map((cell, column) => (column === at % 8 ? (at % 2 ? digits : member) : cell))
      .map(cell => `"${cell.replaceAll('"', '""')}"`)
      .join(','),
  );
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-')); // the shop's own file is none of ours
  try {
    const file = join(folder, 'shop.csv');
    writeFileSync(file, [heading, ...rows, row(9_999).join(',')].join('\n'));
    expect(say(await holdfast('replay', file, '--dry-run', '--json')).status).toBe(0);
    expect(say(await holdfast('replay', file, '--dry-run')).status).toBe(0);
    writeFileSync(file, rows.join('\n'));
    expect(say(await holdfast('replay', file, '--dry-run')).status).not.toBe(0);
  } finally {
    rmSync(folder, {recursive: true});
  }
}, 120_000);

test('a stick whose texts are cards is refused by gateway and hub without a word of them', async () => {
  const stick = mkdtempSync(join(tmpdir(), 'holdfast-')); // whoever wrote it is not of this store
  try {
    const lines = draw(CASES.stick).map(({member}) => `{${member}}`);
    for (const file of [MANIFEST_FILE, ANSWER_FILE]) {
      writeFileSync(join(stick, file), [...lines, ''].join('\n'));
    }
    const from = ['--from', stick];
    const atGateway = ['--data', store.directories.gateway];
    expect(say(await holdfast('gateway', 'import', ...from, ...atGateway)).status).toBe(65);
    const atHub = ['--data', store.directories.hub];
    expect(say(await holdfast('ledger', 'import', ...from, ...atHub)).status).toBe(65);
    expect(say(await holdfast('ledger', 'verify', stick)).status).not.toBe(0);
  } finally {
    rmSync(stick, {recursive: true});
  }
}, 120_000);

test('what a hub without any scan brings by stick is held as stubs, and neither answer nor import repeats it', async () => {
  for (const {name} of LINES) store.internet.cut(name);
  const {hub: atHub, gateway} = store.directories;
  expect(await store.hub.stop()).toBe(0);
  const ledgers = await openStoppedHub(atHub);
  for (let number = 0; number < CASES.letThrough; number++) {
    const card = drawn.next().value;
    const place = LAN_PLACES[number % 2];
    if (!card || !place || !hostile) throw new Error('there are cards, places and a till');
    letThrough.push(card);
    const entry = await hostile.chain.next(place(card, number).body);
    const disposition = {kind: 'accepted'} as const;
    const {kind} = await ledgers.current.append({entry, disposition, clockOffsetMs: 0});
    expect(kind).toBe('recorded');
  }
  await ledgers.close();
  const there = new CardSearch(letThrough.map(({digits}) => digits));
  sealedIn(atHub, there);
  expect(there.found.size).toBe(CASES.letThrough); // it did let them through
  const stick = join(directory, 'stick-to-head-office');
  const to = ['--to', stick, '--data', atHub];
  expect(say(await holdfast('ledger', 'export', ...to)).status).toBe(0);
  const from = ['--from', stick];
  const taken = say(await holdfast('gateway', 'import', ...from, '--data', gateway, '--json'));
  expect(JSON.parse(taken.stdout)).toMatchObject({ok: true, diverged: 0});
  await store.restartHub();
  const back = say(await holdfast('ledger', 'import', ...from, '--data', atHub, '--json'));
  expect(JSON.parse(back.stdout)).toMatchObject({ok: true, ledgers: [{outcome: 'taken'}]});
  const held = (await store.hubStatus())?.tills.find(till => till.workstationId === 'W09');
  expect(held?.heldSequence).toBe(CASES.lan + 1 + CASES.letThrough);
  for (const {name} of LINES) store.internet.restore(name);
}, 120_000);

test('of ten thousand cards none is in a file, log, metric, status, crash report or stick', async () => {
  expect(planted.length).toBeGreaterThanOrEqual(10_000);
  writeFileSync(join(watched, 'marker.json'), withMember(1, `"note": "order ${MARKER}"`));
  const kept = () => readdirSync(join(watched, 'done'));
  await vi.waitFor(() => expect(kept()).toEqual(['marker.json']), PATIENCE);
  expect(await store.drained(PATIENCE.timeout)).toBe(true);
  const {hub: atHub} = store.directories;
  const stick = ['--to', join(directory, 'stick'), '--plain', '--all'];
  say(await holdfast('ledger', 'export', ...stick, '--data', atHub));
  const tail = say(await holdfast('ledger', 'tail', '-n', '1000', '--data', atHub, '--json'));
  say(await holdfast('status', '--data', atHub, '--json'));
  said.push(await store.metrics(), JSON.stringify(await store.tillViews()));
  // A second program on the same files dies, and says why.
  const second = [
    'terminal',
    '--data',
    store.directories.tills[0] ?? '',
    '--listen',
    '127.0.0.1:0',
  ];
  expect(say(await holdfast(...second)).status).not.toBe(0);
  const programs = [store.gateway, store.hub, ...store.tills.map(({child}) => child)];
  for (const {pid} of programs) process.kill(pid ?? 0, 'SIGUSR2');
  await vi.waitFor(() => expect(readdirSync(reports)).toHaveLength(programs.length), PATIENCE);
  await vi.waitFor(() => {
    for (const name of readdirSync(reports)) {
      JSON.parse(readFileSync(join(reports, name), 'utf8')); // whole
    }
  }, PATIENCE);
  expect(await store.stop()).toEqual([]);

  const search = new CardSearch([...planted.map(({digits}) => digits), MARKER]);
  search.folder(directory);
  const inFiles = search.found.get(MARKER);
  sealedIn(store.directories.gateway, search); // packed
  expect(sealedIn(store.directories.tills[0] ?? '', search)).toContain('journal.db');
  expect(sealedIn(store.directories.hub, search)).toContain('ledger-0001.db');
  search.text('what programs said', said.join('\n'));
  expect(inFiles).toBeDefined();
  expect(search.found.get(MARKER)).toBe('what programs said');
  search.found.delete(MARKER);
  expect([...search.found]).toEqual([]);
  const beyond = new CardSearch(letThrough.map(({digits}) => digits));
  for (const folder of [store.directories.gateway, join(directory, 'log'), reports]) {
    beyond.folder(folder);
  }
  sealedIn(store.directories.gateway, beyond);
  // The tail of a ledger shows bodies as they lie there: what was put there, too.
  const others = said.filter(text => text !== tail.stdout);
  beyond.text('what programs said', others.join('\n'));
  expect([...beyond.found]).toEqual([]);
  expect(search.bytesSearched).toBeGreaterThan(5_000_000);
}, 120_000);
