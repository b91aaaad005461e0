import {createSigningKey} from '@holdfast/platform-node';
import {toBase64Url} from '@holdfast/std';
import {publicKeyText} from '@holdfast/trust';
import {expect, test} from 'vitest';
import {readFrame} from './read-frame.ts';

const CARD = '4111 1111 1111 1111';
const bytes = (length: number) => toBase64Url(new Uint8Array(length).fill(7));
const {publicKey} = await createSigningKey();
const PAIR = {
  ...{v: 1, type: 'pair', workstationId: 'W01', name: 'Lane 3'},
  ...{publicKey: publicKeyText(publicKey), tokenProof: bytes(32), proof: bytes(64)},
};
const PAIR_BY_CODE = {
  ...{v: 1, type: 'pairByCode', workstationId: 'W01', name: 'Lane 3'},
  ...{publicKey: publicKeyText(publicKey), share: bytes(32)},
};
const AUTHENTICATE = {
  ...{v: 1, type: 'authenticate', workstationId: 'W01', journalId: 'K7Q2000000000000', origin: ''},
  ...{lastSequenceNumber: 0, lastEntryHash: bytes(32), terminalTimeMs: 0, proof: bytes(64)},
  app: {name: 'till', version: '1.0'},
};

test.each([PAIR, PAIR_BY_CODE, AUTHENTICATE])('$type is read', message => {
  expect(readFrame(JSON.stringify(message))).toMatchObject({ok: true, value: message});
});

test.each([
  ['name', {...PAIR, name: CARD}],
  ['name', {...PAIR_BY_CODE, name: `Lane ${CARD}`}],
  ['workstationId', {...PAIR, workstationId: '4111111111111111'}],
  ['app', {...AUTHENTICATE, app: {name: CARD, version: '1'}}],
  ['app', {...AUTHENTICATE, app: {name: '41111111', version: '11111111'}}],
  ['origin', {...AUTHENTICATE, origin: 'https://4111111111111111.example'}],
])('a terminal that calls itself by a card number is not heard: %s', (field, message) => {
  const read = readFrame(JSON.stringify(message));
  expect(read).toEqual({ok: false, issue: {field, reason: 'looks like a card number'}});
});
