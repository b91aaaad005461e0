import {fileURLToPath} from 'node:url';
import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, test} from 'vitest';
import {type Avahi, avahiMissing, startAvahi} from './avahi.ts';
import type {LabHost} from './lab-host.ts';
import {type Running, runProgram, startProgram, until} from './run-program.ts';
import {makeVethLan, type VethLan} from './veth-lan.ts';

const PROGRAM = fileURLToPath(new URL('discovery-program.ts', import.meta.url));
const HUB_TXT = ['txtvers=1', 'id=AAAAAAAA', 'pv=1', 'store=018', 'tls=1'];

const missing = await avahiMissing();
const required = process.env['HOLDFAST_REQUIRE'] === 'all';
const skipped = missing !== undefined && !required;
const title = `beside avahi${skipped ? ` (skipped: ${missing})` : ''}`;

describe.skipIf(skipped)(title, () => {
  let lan: VethLan;
  let avahi: Avahi;
  const running: Running[] = [];

  beforeAll(async () => {
    if (missing !== undefined) return;
    lan = await makeVethLan();
    avahi = await startAvahi(lan.left);
  });
  beforeEach(() => {
    if (missing !== undefined) throw new Error(`HOLDFAST_REQUIRE=all, and avahi ${missing}`);
  });
  afterEach(async () => {
    for (const program of running.splice(0)) await program.stop();
  });
  afterAll(async () => {
    await avahi?.stop();
    await lan?.remove();
  });

  const ours = (host: LabHost, ...args: string[]) => {
    const program = startProgram(host.inside({file: process.execPath, args: [PROGRAM, ...args]}));
    running.push(program);
    return program;
  };
  const announced = (hub: Running) => () =>
    hub.lines.some(line => line.includes('"state":"announced"'));
  const publish = async (instance: string) => {
    const service = [instance, '_holdfast._tcp', '7555', ...HUB_TXT];
    const program = startProgram(avahi.command('avahi-publish', '-s', ...service));
    running.push(program);
    await until('avahi publishes', () =>
      program.lines.some(line => line.startsWith('Established')),
    );
    return program;
  };
  const browse = async () => {
    const seen = await runProgram(avahi.command('avahi-browse', '-rtp', '_holdfast._tcp'));
    return seen.stdout.split('\n').filter(line => line.startsWith('='));
  };

  test('our hub is resolved by avahi-browse, with address, port and everything it says', async () => {
    const hub = ours(lan.right, 'announce', 'Corner Store', 'store-17', '7443');
    await until('our hub announces', announced(hub));
    const [line, ...more] = await browse();
    expect(more).toEqual([]);
    const [, device, family, name, type, domain, host, address, port, txt] = line?.split(';') ?? [];
    expect({device, family, name, type, domain, host, address, port}).toEqual({
      device: lan.left.interface,
      family: 'IPv4',
      name: 'Corner\\032Store',
      type: '_holdfast._tcp',
      domain: 'local',
      host: 'store-17.local',
      address: lan.right.address,
      port: '7443',
    });
    expect(txt?.split(' ').sort()).toEqual(
      ['"txtvers=1"', '"id=7K2Q9FZX"', '"pv=1"', '"store=017"', '"tls=1"'].sort(),
    );
  });

  test('our host name is resolved by avahi, and a hub that stops is gone there', async () => {
    const hub = ours(lan.right, 'announce', 'Corner Store', 'store-17', '7443');
    await until('our hub announces', announced(hub));
    const resolved = await runProgram(avahi.command('avahi-resolve', '-4n', 'store-17.local'));
    expect(resolved.stdout.trim()).toBe(`store-17.local\t${lan.right.address}`);
    await hub.stop();
    let seen = await browse();
    for (let looks = 0; looks < 20 && seen.length > 0; looks++) seen = await browse();
    expect(seen).toEqual([]);
  });

  test('our till finds a hub that avahi publishes, and loses it when avahi takes it back', async () => {
    const till = ours(lan.right, 'find');
    const published = await publish('From Avahi');
    await until('our till finds it', () => till.lines.some(line => line.includes('"found"')));
    expect(JSON.parse(till.lines[0] ?? '')).toEqual({
      type: 'found',
      hub: {
        instance: 'From Avahi',
        id: 'AAAAAAAA',
        storeId: '018',
        protocolVersions: [1],
        tls: true,
        host: 'lab-avahi.local',
        port: 7555,
        addresses: [lan.left.address],
        via: 'dns-sd',
        interface: lan.right.interface,
      },
    });
    await published.stop();
    await until('our till loses it', () => till.lines.some(line => line.includes('"lost"')));
  });

  test('a name that avahi holds is left to it: ours gets a number', async () => {
    await publish('Corner Store');
    const hub = ours(lan.right, 'announce', 'Corner Store', 'lab-avahi', '7443');
    await until('our hub announces', announced(hub));
    expect(JSON.parse(hub.lines.at(-1) ?? '')).toMatchObject({
      state: 'announced',
      names: {instance: 'Corner Store (2)', host: 'lab-avahi-2'},
    });
  });

  test('a name that we hold is left to us: avahi takes another', async () => {
    const hub = ours(lan.right, 'announce', 'Corner Store', 'store-17', '7443');
    await until('our hub announces', announced(hub));
    const rival = ['Corner Store', '_holdfast._tcp', '7555', ...HUB_TXT];
    const published = startProgram(avahi.command('avahi-publish', '-s', ...rival));
    running.push(published);
    await until('avahi gives way', () => published.lines.some(line => line.includes('collision')));
    expect(published.lines.join('\n')).toContain("'Corner Store #2'");
    expect(hub.lines.filter(line => line.includes('"announced"'))).toHaveLength(1);
  });

  test('hub and avahi share port 5353 on one host, and each is found from the other host', async () => {
    const hub = ours(lan.left, 'announce', 'Beside Avahi', 'store-17', '7443');
    await publish('From Avahi');
    await until('our hub announces', announced(hub));
    const till = ours(lan.right, 'find');
    const finds = (name: string) => () =>
      till.lines.some(line => line.includes(`"found"`) && line.includes(`"${name}"`));
    await until('our hub is found', finds('Beside Avahi'));
    await until('the other is found', finds('From Avahi'));
  });

  test('interfaces are kept apart, though avahi makes the kernel hand each packet to all', async () => {
    const onLoopback = ours(lan.left, 'find', '127.0.0.1');
    const onCable = ours(lan.left, 'find');
    const hub = ours(lan.right, 'announce', 'Corner Store', 'store-17', '7443');
    await until('our hub announces', announced(hub));
    const found = () => onCable.lines.some(line => line.includes('"found"'));
    await until('it is found on the cable', found);
    await onLoopback.stop();
    expect(onLoopback.lines).toEqual([]);
  });
});
