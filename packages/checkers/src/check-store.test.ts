import {expect, test} from 'vitest';
import {checkStore} from './check-store.ts';
import type {SideEntry, StoreHistory} from './history.ts';

const GENESIS = '0'.repeat(64);
const hashOf = (till: string, count: number) =>
  count === 0 ? GENESIS : `${till}${count}`.padEnd(64, 'a');

function sale(till: string, count: number, changes: Partial<SideEntry> = {}): SideEntry {
  return {
    retailStoreId: '017',
    workstationId: till,
    journalId: `J${till}`,
    sequenceNumber: count,
    entryHash: hashOf(till, count),
    prevHash: hashOf(till, count - 1),
    bodySha256: `body ${till} ${count}`,
    money: {currencyCode: 'GBP', amountMinor: 100 + count},
    quarantined: undefined,
    damage: undefined,
    ...changes,
  };
}

const day = [sale('A', 1), sale('B', 1), sale('A', 2), sale('B', 2), sale('A', 3)];

function store(
  changes: Partial<Record<'terminals' | 'hub' | 'gateway', SideEntry[]>> = {},
): StoreHistory {
  const hub = changes.hub ?? day;
  return {
    sold: day.map(({journalId, sequenceNumber, bodySha256}) => ({
      journalId,
      sequenceNumber,
      bodySha256,
    })),
    terminals: {entries: changes.terminals ?? day},
    hub: {
      entries: hub,
      places: hub.map((_, at) => ({
        ledgerId: 'L',
        position: at + 1,
        head: `head ${at}`,
        storedHead: `head ${at}`,
      })),
    },
    gateway: {entries: changes.gateway ?? day},
  };
}

const kinds = (history: StoreHistory) =>
  [...new Set(checkStore(history).map(({kind, side}) => `${kind} at ${side}`))].sort();

test('a store in which nothing went wrong has no finding', () => {
  expect(checkStore(store())).toEqual([]);
});

test('a sale that head office lacks is lost, and named', () => {
  const gateway = day.filter(entry => entry !== day[3]);
  const findings = checkStore(store({gateway}));
  expect(findings).toContainEqual(
    expect.objectContaining({invariant: 'I1', kind: 'lost', side: 'gateway', entry: '017/B/JB/2'}),
  );
  expect(findings.map(({kind}) => kind)).toContain('money');
});

test('a sale that the hub lacks is lost there', () => {
  expect(kinds(store({hub: day.slice(0, 4)}))).toContain('lost at hub');
});

test('a sale that stands twice is doubled', () => {
  expect(kinds(store({gateway: [...day, sale('A', 3)]}))).toContain('doubled at gateway');
});

test('a sale that no terminal made is invented', () => {
  const findings = checkStore(store({gateway: [...day, sale('A', 4)]}));
  expect(findings).toContainEqual(
    expect.objectContaining({kind: 'invented', side: 'gateway', entry: '017/A/JA/4'}),
  );
});

test('another body under the same key is changed', () => {
  const forged = day.map(entry =>
    entry === day[4] ? {...entry, entryHash: 'f'.repeat(64), bodySha256: 'other'} : entry,
  );
  expect(kinds(store({gateway: forged}))).toEqual(['changed at gateway']);
});

test('bytes that contradict their own hash are changed, whatever the hash says', () => {
  const damaged = [...day.slice(0, 4), sale('A', 3, {damage: 'body differs from its hash'})];
  expect(kinds(store({gateway: damaged}))).toEqual(['changed at gateway']);
});

test('two sales of one journal in the wrong order are reordered', () => {
  const swapped = [sale('A', 2), sale('B', 1), sale('A', 1), sale('B', 2), sale('A', 3)];
  expect(kinds(store({gateway: swapped}))).toContain('reordered at gateway');
});

test('a chain that does not link is a finding', () => {
  const broken = [...day.slice(0, 4), sale('A', 3, {prevHash: 'e'.repeat(64)})];
  expect(kinds(store({hub: broken}))).toEqual(['chain at hub']);
});

test('a position that is skipped, or a head that is not what the lines give, is a finding', () => {
  const history = store();
  const places = history.hub.places.map((place, at) => ({
    ...place,
    position: at === 4 ? 9 : place.position,
    storedHead: at === 1 ? 'another' : place.storedHead,
  }));
  expect(kinds({...history, hub: {...history.hub, places}})).toEqual([
    'chain at hub',
    'positions at hub',
  ]);
});

test('money that differs in one minor unit is a finding', () => {
  const cheap = [
    ...day.slice(0, 4),
    sale('A', 3, {money: {currencyCode: 'GBP', amountMinor: 102}}),
  ];
  expect(kinds(store({gateway: cheap}))).toEqual(['money at all']);
});

test('an empty side proves nothing', () => {
  expect(kinds({...store({gateway: []}), sold: undefined})).toContain('nothing at gateway');
});

test('what a terminal pruned under a held statement is neither lost nor invented', () => {
  const terminals = {
    entries: [sale('A', 3), sale('B', 1), sale('B', 2)],
    prunedTo: new Map([['JA', 2]]),
  };
  expect(checkStore({...store(), terminals})).toEqual([]);
  const {entries} = store().gateway;
  expect(kinds({...store({gateway: entries.slice(1)}), terminals})).toContain('lost at gateway');
});

test('what the hub pruned under a held statement is neither lost nor missing from a sum', () => {
  const hub = {
    entries: [sale('A', 3), sale('B', 2)],
    prunedTo: new Map([
      ['JA', 2],
      ['JB', 1],
    ]),
    places: [{ledgerId: 'L', position: 7, head: 'h', storedHead: undefined}],
  };
  const placesPrunedTo = new Map([['L', 6]]);
  expect(checkStore({...store(), hub: {...hub, placesPrunedTo}})).toEqual([]);
  // Nobody said that the beginning of the ledger was deleted.
  expect(kinds({...store(), hub})).toEqual(['positions at hub']);
  const uncovered = {...hub, placesPrunedTo, prunedTo: new Map([['JA', 2]])};
  expect(kinds({...store(), hub: uncovered})).toContain('gap at hub');
  expect(kinds({...store(), hub: uncovered})).toContain('lost at hub');
});

/** The hub lost A1 and A2 with its tail, stood on head office's word for them, and went on. */
function onABase(changes: Partial<StoreHistory['hub']> = {}): StoreHistory {
  const entries = [sale('B', 1), sale('B', 2), sale('A', 3)];
  const places = [1, 2, 3].map(at => ({
    ...{ledgerId: 'L', position: at},
    ...{head: `head ${at}`, storedHead: undefined},
  }));
  return {...store(), hub: {entries, places, coveredTo: new Map([['JA', 2]]), ...changes}};
}

test('what a hub lacks below a statement it stands on is not lost, and in its sum', () => {
  expect(checkStore(onABase())).toEqual([]);
  const hole = [sale('A', 1), sale('B', 1), sale('B', 2), sale('A', 3)];
  const places = hole.map((_, at) => ({
    ...{ledgerId: 'L', position: at + 1},
    ...{head: `head ${at}`, storedHead: undefined},
  }));
  expect(checkStore(onABase({entries: hole, places}))).toEqual([]);
});

test('what a hub lacks above the statement it stands on is lost there', () => {
  const found = kinds(onABase({coveredTo: new Map([['JA', 1]])}));
  expect(found).toContain('gap at hub');
  expect(found).toContain('lost at hub');
});

test('a hub that goes on above a base from something else than head office holds is a finding', () => {
  const entries = [
    sale('A', 1),
    sale('B', 1),
    sale('B', 2),
    sale('A', 3, {prevHash: 'e'.repeat(64)}),
  ];
  const places = entries.map((_, at) => ({
    ...{ledgerId: 'L', position: at + 1},
    ...{head: `head ${at}`, storedHead: undefined},
  }));
  expect(kinds(onABase({entries, places}))).toEqual(['chain at hub']);
});

test('a ledger that ends before its anchor lost its tail, whatever head office holds', () => {
  const anchored = {ledgerId: 'L', position: 4};
  expect(kinds(onABase({anchored}))).toEqual(['lost at hub']);
  expect(checkStore(onABase({anchored: {ledgerId: 'L', position: 3}}))).toEqual([]);
});

test('a quarantined sale is held everywhere and in nobody’s sum', () => {
  const aside = day.map(entry =>
    entry === day[0] ? {...entry, quarantined: 'totalsDoNotTie'} : entry,
  );
  expect(checkStore(store({hub: aside, gateway: aside}))).toEqual([]);
});

/** Till A was put back to an older copy after A3, sold again, and goes on in a new journal. */
function rolledBack(changes: Partial<Record<'again' | 'hub', SideEntry[]>> = {}): StoreHistory {
  const copy = sale('A', 2, {entryHash: 'c'.repeat(64), bodySha256: 'sold after it was put back'});
  const supersedes = [{journalId: 'JA', sequenceNumber: 2, entryHash: copy.entryHash}];
  const again = changes.again ?? [
    sale('N', 1, {workstationId: 'A', bodySha256: copy.bodySha256, supersedes}),
  ];
  const there = [...(changes.hub ?? day), ...again];
  const history = store({
    terminals: [sale('A', 1), copy, ...again, sale('B', 1), sale('B', 2)],
    hub: there,
    gateway: there,
  });
  const printedTwice = {journalId: 'JA', sequenceNumber: 2, bodySha256: copy.bodySha256};
  return {
    ...history,
    sold: [...(history.sold ?? []), printedTwice],
    terminals: {...history.terminals, lastCommon: new Map([['JA', 1]])},
  };
}

test('a till that went back in time loses and doubles nothing: what it sold again is one sale', () => {
  expect(checkStore(rolledBack())).toEqual([]);
});

test('what a closed journal has beyond the hub’s history, and nobody made again, is lost', () => {
  const found = kinds(rolledBack({again: []}));
  expect(found).toContain('changed at hub');
  expect(found).toContain('changed at gateway');
  expect(found).toContain('doubled at sold');
});

test('a sale that was made again twice, or recorded as it was as well, is doubled', () => {
  const supersedes = [{journalId: 'JA', sequenceNumber: 2, entryHash: 'c'.repeat(64)}];
  const made = {workstationId: 'A', bodySha256: 'sold after it was put back', supersedes};
  const twice = [1, 2].map(count => sale('N', count, made));
  expect(kinds(rolledBack({again: twice}))).toContain('doubled at terminals');
  const recorded = day.map(entry =>
    entry === day[2] ? sale('A', 2, {...made, entryHash: 'c'.repeat(64), supersedes: []}) : entry,
  );
  expect(kinds(rolledBack({hub: recorded}))).toContain('doubled at hub');
});

test('a sale that was made again with another body is changed', () => {
  const supersedes = [{journalId: 'JA', sequenceNumber: 2, entryHash: 'c'.repeat(64)}];
  const again = [sale('N', 1, {workstationId: 'A', supersedes})];
  expect(kinds(rolledBack({again}))).toContain('changed at terminals');
});

test('two copies of one till that both went on share what they shared', () => {
  const history = rolledBack();
  const entries = [...history.terminals.entries, sale('A', 1), sale('A', 2), sale('A', 3)];
  expect(checkStore({...history, terminals: {...history.terminals, entries}})).toEqual([]);
});
