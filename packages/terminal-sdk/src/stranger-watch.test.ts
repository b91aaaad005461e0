import {nodeDigest, nodeSignatureVerifier} from '@holdfast/platform-node';
import {Fault, type PublicKey} from '@holdfast/std';
import {SeededRandom, VirtualClock} from '@holdfast/std/testing';
import {hubIdFromBytes, journalIdFromBytes} from '@holdfast/wire';
import {expect, test} from 'vitest';
import type {HubAddress, Pairing} from './ports.ts';
import {StrangerWatch} from './stranger-watch.ts';

const random = new SeededRandom(1);
const publicKey: PublicKey = {algorithm: 'ed25519', bytes: random.bytes(32)};
const [before, next] = [hubIdFromBytes(random.bytes(20)), hubIdFromBytes(random.bytes(20))];
const addressOf = (host: string): HubAddress => ({host, port: 7443});

function pairedWith(hubId: Pairing['hubId'], host: string): Pairing {
  return {
    ...{retailStoreId: '017', workstationId: 'W01'},
    journalId: journalIdFromBytes(random.bytes(10)),
    ...{hubId, hubPublicKey: publicKey, hubKeyPin: random.bytes(32)},
    ...{gatewayPublicKey: publicKey, epoch: 1},
    ...{lastAddress: addressOf(host), linkAddress: addressOf(host)},
  };
}

/** Where a till calls after it left one hub for another. */
async function calledAfter(moved: {readonly from: string; readonly to: string}): Promise<string[]> {
  const called: string[] = [];
  const clock = new VirtualClock();
  const strangers = new StrangerWatch({
    ...{clock, digest: nodeDigest, verifier: nodeSignatureVerifier},
    link: {
      connect: () => Promise.reject(new TypeError('a stranger is met without trust')),
      connectUnproven({address}) {
        called.push(address.host);
        return Promise.reject(new Fault('hub/unreachable', {host: address.host, reason: 'gone'}));
      },
    },
  });
  const follows = pairedWith(next, moved.to);
  const stop = new AbortController();
  const running = strangers.run(stop.signal, {pairing: () => follows, follow: async () => {}});
  strangers.left(pairedWith(before, moved.from), follows);
  await clock.advance(7_000);
  stop.abort();
  await running;
  return called;
}

test('a hub that was left is gone to see, to be told of the one that is followed', async () => {
  expect(await calledAfter({from: '192.0.2.1', to: '192.0.2.2'})).toEqual([
    '192.0.2.1',
    '192.0.2.1',
  ]);
});

test('nobody is called where the next hub stands in the place of the one before', async () => {
  expect(await calledAfter({from: '192.0.2.1', to: '192.0.2.1'})).toEqual([]);
});
