import type {LabHost} from './lab-host.ts';
import {applyRules, type PacketRules, type RuleChain} from './packet-rules.ts';

/** Where a packet that came in by a cable is seen first. */
const ARRIVING = 'type filter hook prerouting priority raw';
const BOTH_WAYS = ['iifname "store"', 'iifname "office"'];
const ONE_IN_FIVE = 'numgen random mod 100 < 20';

/** A router that swallows all it gets, and tells nobody. */
export function blackhole(router: LabHost): Promise<PacketRules> {
  return drop(router, {name: 'hole', chain: {hook: ARRIVING, of: BOTH_WAYS}});
}

/** A bad line: one packet in five is lost, either way. */
export function loseOneInFive(router: LabHost): Promise<PacketRules> {
  const of = BOTH_WAYS.map(way => `${way} ${ONE_IN_FIVE}`);
  return drop(router, {name: 'loss', chain: {hook: ARRIVING, of}});
}

/** A bad switch: one frame in five does not come out. */
export function loseOneFrameInFive(storeSwitch: LabHost): Promise<PacketRules> {
  const chain = {hook: 'type filter hook forward priority 0', of: [ONE_IN_FIVE]};
  return drop(storeSwitch, {name: 'loss', family: 'bridge', chain});
}

/** A switch that has come apart: nothing goes between the ports of one half and of the other. */
export function splitSwitch(
  storeSwitch: LabHost,
  halves: {readonly one: readonly string[]; readonly other: readonly string[]},
): Promise<PacketRules> {
  const ports = (half: readonly string[]) => `{ ${half.map(port => `"${port}"`).join(', ')} }`;
  const [one, other] = [ports(halves.one), ports(halves.other)];
  const of = [`iifname ${one} oifname ${other}`, `iifname ${other} oifname ${one}`];
  const chain = {hook: 'type filter hook forward priority 0', of};
  return drop(storeSwitch, {name: 'split', family: 'bridge', chain});
}

/** A provider whose name server is dead; the line itself carries. */
export function silenceNameServer(router: LabHost): Promise<PacketRules> {
  const of = ['meta l4proto { tcp, udp } th dport 53'];
  return drop(router, {name: 'nameless', chain: {hook: ARRIVING, of}});
}

function drop(
  host: LabHost,
  of: {readonly name: string; readonly family?: 'inet' | 'bridge'; readonly chain: RuleChain},
): Promise<PacketRules> {
  const {name, family = 'inet', chain} = of;
  return applyRules(host, {name, family, chains: [{...chain, verdict: 'drop'}]});
}

/**
 * The cable is pulled at the far end: carrier is gone. What the near host still sends that way goes
 * nowhere, and is counted.
 */
export async function pullCable(
  near: {readonly host: LabHost; readonly device: string},
  far: {readonly host: LabHost; readonly device: string},
): Promise<PacketRules> {
  const hook = 'type filter hook postrouting priority 0';
  const chains = [{hook, of: [`oifname "${near.device}"`]}];
  const rules = await applyRules(near.host, {name: 'pulled', family: 'inet', chains});
  await far.host.ip('link', 'set', far.device, 'down');
  return {
    packets: rules.packets,
    async lift() {
      const met = await rules.lift();
      await far.host.ip('link', 'set', far.device, 'up');
      return met;
    },
  };
}

export const PORTAL_PORT = 8080;

/**
 * A provider that wants to see a login first: whatever the store opens ends at its page, and what
 * was open before is cut.
 */
export function divertToPortal(router: LabHost): Promise<PacketRules> {
  return applyRules(router, {
    name: 'portal',
    family: 'ip',
    chains: [
      {
        hook: 'type nat hook prerouting priority dstnat',
        of: ['iifname "store" meta l4proto tcp'],
        verdict: `redirect to :${PORTAL_PORT}`,
      },
      {
        hook: 'type filter hook forward priority 0',
        of: ['iifname "store" meta l4proto tcp'],
        verdict: 'reject with tcp reset',
      },
    ],
  });
}
