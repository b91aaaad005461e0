import {expect, test} from 'vitest';
import {checkPersonal} from './check-personal.ts';
import type {SideEntry, StoreHistory} from './history.ts';

const COMMITMENT = 'c'.repeat(64);

function sale(state: 'here' | 'gone' | 'withheld'): SideEntry {
  return {
    ...{retailStoreId: '017', workstationId: 'W01', journalId: 'J', sequenceNumber: 7},
    ...{entryHash: 'e', prevHash: 'p', bodySha256: 'b', money: undefined, quarantined: undefined},
    damage: undefined,
    personal: {sha256: COMMITMENT, state},
  };
}

const erasure = (personalSha256 = COMMITMENT): SideEntry => {
  const {personal: _, ...entry} = sale('here');
  const erases = [{journalId: 'J', sequenceNumber: 7, personalSha256}];
  return {...entry, workstationId: 'hub', journalId: 'H', sequenceNumber: 1, erases};
};

function store(sides: {
  readonly till: SideEntry;
  readonly hub: SideEntry;
  readonly gateway: SideEntry;
  readonly words?: readonly SideEntry[];
}): StoreHistory {
  const {till, hub, gateway, words = []} = sides;
  return {
    sold: undefined,
    terminals: {entries: [till]},
    hub: {entries: [hub, ...words], places: []},
    gateway: {entries: [gateway, ...words]},
  };
}

const [here, gone, withheld] = [sale('here'), sale('gone'), sale('withheld')];
const told = (history: StoreHistory) =>
  checkPersonal(history).map(({side, entry, detail}) => `${side} ${entry}: ${detail}`);

test('what is kept on every side, and what an erasure took from every side, is no finding', () => {
  expect(told(store({till: here, hub: here, gateway: here}))).toEqual([]);
  expect(told(store({till: gone, hub: gone, gateway: gone, words: [erasure()]}))).toEqual([]);
  expect(told(store({till: here, hub: withheld, gateway: withheld}))).toEqual([]);
});

test('what is gone and nobody says so is named, on the side that lacks it', () => {
  const missing = '017/W01/J/7: its personal data is gone, and no erasure names it';
  expect(told(store({till: here, hub: gone, gateway: here}))).toEqual([`hub ${missing}`]);
  const other = [erasure('d'.repeat(64))];
  expect(told(store({till: here, hub: here, gateway: gone, words: other}))).toEqual([
    `gateway ${missing}`,
  ]);
});

test('what was erased and is still here is named', () => {
  const left = '017/W01/J/7: its personal data was erased, and is here';
  const words = [erasure()];
  expect(told(store({till: here, hub: gone, gateway: here, words}))).toEqual([
    `terminals ${left}`,
    `gateway ${left}`,
  ]);
});
