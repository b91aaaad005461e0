import {expect, test} from 'vitest';
import {isPrivateAddress} from './index.ts';

test.each([
  '10.0.0.1',
  '172.16.0.1',
  '172.31.255.254',
  '192.168.8.2',
  '169.254.1.1',
  '127.0.0.1',
  'fd12:3456::2',
  'fe80::1',
  '::1',
])('%s is on a LAN', address => expect(isPrivateAddress(address)).toBe(true));

test.each([
  '172.32.0.1',
  '192.169.0.1',
  '100.64.0.1', // a provider's, not the store's
  '8.8.8.8',
  '2001:db8::1',
  'fec0::1',
  'store-017.local',
  '',
])('“%s” is not', address => expect(isPrivateAddress(address)).toBe(false));
