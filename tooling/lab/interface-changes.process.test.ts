import {fileURLToPath} from 'node:url';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {type LabHost, labHostsMissing} from './lab-host.ts';
import {type Running, startProgram, until} from './run-program.ts';
import {makeVethLan, type VethLan} from './veth-lan.ts';

const PROGRAM = fileURLToPath(new URL('discovery-program.ts', import.meta.url));

const missing = await labHostsMissing();
const required = process.env['HOLDFAST_REQUIRE'] === 'all';
const skipped = missing !== undefined && !required;
const title = `on a real cable${skipped ? ` (skipped: ${missing})` : ''}`;

describe.skipIf(skipped)(title, () => {
  let lan: VethLan;
  const running: Running[] = [];

  beforeEach(async () => {
    if (missing !== undefined) throw new Error(`HOLDFAST_REQUIRE=all, and the lab ${missing}`);
    lan = await makeVethLan();
  });
  afterEach(async () => {
    for (const program of running.splice(0)) await program.stop();
    await lan.remove();
  });

  const ours = (host: LabHost, ...args: string[]) => {
    const program = startProgram(host.inside({file: process.execPath, args: [PROGRAM, ...args]}));
    running.push(program);
    return program;
  };
  const startHub = () => ours(lan.left, 'announce', 'Corner Store', 'store-17', '7443');
  const startTill = () => ours(lan.right, 'find');
  const says = (program: Running, text: string) => () =>
    program.lines.at(-1)?.includes(text) === true;

  test('hub and till meet without a default route', async () => {
    expect(await lan.left.ip('route', 'show', 'default')).toBe('');
    startHub();
    const till = startTill();
    await until('the hub is found', says(till, `"addresses":["${lan.left.address}"]`));
  });

  test('a hub that starts before its switch waits, says so, and is found once the link is up', async () => {
    await lan.left.ip('link', 'set', lan.left.interface, 'down');
    const hub = startHub();
    const till = startTill();
    await until('the hub waits', says(hub, '"waiting"'));
    await lan.left.ip('link', 'set', lan.left.interface, 'up');
    await until('the hub is found', says(till, '"found"'));
    expect(hub.lines.at(-1)).toContain('"announced"');
  });

  test('a hub that gets another address is found there', async () => {
    const hub = startHub();
    const till = startTill();
    await until('the hub is found', says(till, '"found"'));
    const {interface: cable, address} = lan.left;
    await lan.left.ip('addr', 'del', `${address}/24`, 'dev', cable);
    await lan.left.ip('addr', 'add', '10.77.0.99/24', 'dev', cable);
    await until('the hub is found there', says(till, '"addresses":["10.77.0.99"]'));
    await until('the hub is announced', says(hub, '"announced"'));
    expect(till.lines.filter(line => line.includes('"lost"'))).toEqual([]);
  });

  test('a cable pulled and put back five times costs nobody more than the time it was out', async () => {
    const hub = startHub();
    const till = startTill();
    await until('the hub is found', says(till, '"found"'));
    const {interface: cable, address} = lan.left;
    for (let pulls = 0; pulls < 5; pulls++) {
      await lan.left.ip('link', 'set', cable, 'down');
      await lan.left.ip('link', 'set', cable, 'up');
    }
    await lan.left.ip('link', 'set', cable, 'down');
    await until('the hub waits', says(hub, '"waiting"'));
    await until('the till loses the hub', says(till, '"lost"'));
    await lan.left.ip('link', 'set', cable, 'up');
    await until('the hub is found again', says(till, `"addresses":["${address}"]`));
    await until('the hub is announced again', says(hub, '"announced"'));
  });

  test('an interface that is taken away for good ends no process', async () => {
    const hub = startHub();
    const till = startTill();
    await until('the hub is found', says(till, '"found"'));
    await lan.left.ip('link', 'del', lan.left.interface);
    await until('the hub waits', says(hub, '"waiting"'));
    await until('the till loses the hub', says(till, '"lost"'));
    expect([hub.ended(), till.ended()]).toEqual([false, false]);
  });
});
