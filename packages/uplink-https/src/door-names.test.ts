import {createSocket} from 'node:dgram';
import {once} from 'node:events';
import {VirtualClock} from '@holdfast/std/testing';
import {afterEach, expect, test} from 'vitest';
import {DoorNames, resolverFrom} from './door-names.ts';
import {bindAddress} from './source-address.ts';

const open: {close(): void}[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.close();
});

function names() {
  const clock = new VirtualClock();
  const asked: string[] = [];
  const world = {answer: '192.0.2.1' as string | undefined};
  const resolve = async (hostname: string, family: 4 | 6) => {
    asked.push(`${family} ${hostname}`);
    if (world.answer === undefined) throw new Error('no name server answers');
    return [world.answer];
  };
  return {clock, asked, world, names: new DoorNames(resolve, clock)};
}

test('a name is asked for once, and what was learned is used from then on', async () => {
  const {names: doors, asked} = names();
  expect(await doors.addressesOf('gw.example', 4)).toEqual(['192.0.2.1']);
  expect(await doors.addressesOf('gw.example', 4)).toEqual(['192.0.2.1']);
  expect(asked).toEqual(['4 gw.example']);
});

test('after a minute it is asked for again, behind the answer', async () => {
  const {names: doors, asked, world, clock} = names();
  await doors.addressesOf('gw.example', 4);
  world.answer = '192.0.2.2';
  await clock.advance(60_001);
  expect(await doors.addressesOf('gw.example', 4)).toEqual(['192.0.2.1']);
  expect(await doors.addressesOf('gw.example', 4)).toEqual(['192.0.2.2']);
  expect(asked).toHaveLength(2);
});

test('a dead name server does not take the way with it', async () => {
  const {names: doors, asked, world, clock} = names();
  await doors.addressesOf('gw.example', 4);
  world.answer = undefined;
  for (let hour = 0; hour < 100; hour++) {
    await clock.advance(3_600_000);
    expect(await doors.addressesOf('gw.example', 4)).toEqual(['192.0.2.1']);
  }
  expect(asked).toHaveLength(101);
});

test('a door where nobody answered is looked up again', async () => {
  const {names: doors, asked, world} = names();
  await doors.addressesOf('gw.example', 4);
  world.answer = '192.0.2.2';
  doors.doubt('gw.example');
  await doors.addressesOf('gw.example', 4);
  expect(await doors.addressesOf('gw.example', 4)).toEqual(['192.0.2.2']);
  expect(asked).toHaveLength(2);
});

test('a name that nobody knows fails, and is asked for again', async () => {
  const {names: doors, asked, world} = names();
  world.answer = undefined;
  await expect(doors.addressesOf('gw.example', 4)).rejects.toThrow('no name server answers');
  await expect(doors.addressesOf('gw.example', 4)).rejects.toThrow('no name server answers');
  expect(asked).toHaveLength(2);
});

test.each([
  {family: 0, found: [4, 6]},
  {family: 4, found: [4]},
  {family: 6, found: [6]},
])('asked for family $family, a connect gets addresses of $found', async ({family, found}) => {
  const {names: doors} = names();
  const families = await new Promise((resolve, reject) => {
    doors.lookup('gw.example', {family, all: true}, (error, addresses) => {
      if (error) reject(error);
      else resolve(typeof addresses === 'string' ? [] : addresses.map(each => each.family));
    });
  });
  expect(families).toEqual(found);
});

/** A name server that knows one address for everything, and who asked. */
async function nameServer(address: readonly number[]) {
  const server = createSocket('udp4');
  const askedFrom: string[] = [];
  server.on('message', (query, from) => {
    askedFrom.push(from.address);
    const question = query.subarray(12, query.indexOf(0, 12) + 5);
    const header = Buffer.from(query.subarray(0, 12));
    header.writeUInt16BE(0x8180, 2); // a recursive answer, RFC 1035 §4.1.1
    header.writeUInt16BE(1, 6);
    header.writeUInt32BE(0, 8);
    const record = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, ...address]);
    server.send(Buffer.concat([header, question, record]), from.port, from.address);
  });
  server.bind(0, '127.0.0.1');
  await once(server, 'listening');
  open.push(server);
  return {askedFrom, servers: [`127.0.0.1:${server.address().port}`]};
}

test('a way asks the name server from its own address', async () => {
  const {askedFrom, servers} = await nameServer([192, 0, 2, 7]);
  const resolve = resolverFrom('127.0.0.3', {clock: new VirtualClock(), servers});
  expect(await resolve('gw.example', 4)).toEqual(['192.0.2.7']);
  expect(askedFrom).toEqual(['127.0.0.3']);
});

const face = (address: string, family: 'IPv4' | 'IPv6') => ({
  address,
  family,
  netmask: '',
  mac: '',
  internal: false,
  cidr: null,
  scopeid: 0,
});

test.each([
  {addresses: [face('fe80::1', 'IPv6'), face('10.0.0.5', 'IPv4')], address: '10.0.0.5'},
  {addresses: [face('169.254.7.7', 'IPv4'), face('2001:db8::5', 'IPv6')], address: '2001:db8::5'},
  {addresses: [face('fe80::1', 'IPv6')], address: undefined},
  {addresses: [], address: undefined},
])('of $addresses.length addresses, $address is bound', ({addresses, address}) => {
  const machine = () => ({wwan0: addresses as ReturnType<typeof face>[]}) as never;
  expect(bindAddress({interfaceName: 'wwan0'}, machine)).toEqual({bound: true, address});
});
