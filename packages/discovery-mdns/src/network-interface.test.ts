import {expect, test} from 'vitest';
import {chooseInterfaces, isOnLink, type NetworkInterface} from './network-interface.ts';

const lo: NetworkInterface = {
  name: 'lo',
  internal: true,
  addresses: [{address: '127.0.0.1', netmask: '255.0.0.0'}],
};
const eth: NetworkInterface = {
  name: 'eth0',
  internal: false,
  addresses: [
    {address: '192.168.8.2', netmask: '255.255.255.0'},
    {address: '10.1.0.2', netmask: '255.255.0.0'},
  ],
};

test('by default every interface but the loopback is spoken on', () => {
  expect(chooseInterfaces([lo, eth])).toEqual([eth]);
});

test('an interface can be named, or picked with one of its addresses only', () => {
  expect(chooseInterfaces([lo, eth], ['eth0'])).toEqual([eth]);
  expect(chooseInterfaces([lo, eth], ['127.0.0.1'])).toEqual([lo]);
  expect(chooseInterfaces([lo, eth], ['10.1.0.2'])).toEqual([
    {...eth, addresses: [{address: '10.1.0.2', netmask: '255.255.0.0'}]},
  ]);
  expect(chooseInterfaces([lo, eth], ['wlan0'])).toEqual([]);
});

test.each([
  ['192.168.8.77', true],
  ['192.168.9.77', false],
  ['10.1.255.1', true],
  ['10.2.0.1', false],
  ['127.0.0.1', false],
  ['8.8.8.8', false],
])('%s is a neighbour: %s', (address, neighbour) => {
  expect(isOnLink(address, eth)).toBe(neighbour);
});
