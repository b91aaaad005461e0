import * as z from 'zod';
import type {LabHost} from './lab-host.ts';
import {mustRun} from './run-program.ts';

/** Rules of the kernel's packet filter that do harm, and count the packets that met them. */
export interface PacketRules {
  /** How many packets met them so far. */
  packets(): Promise<number>;
  /** Ends them; answers how many packets met them. */
  lift(): Promise<number>;
}

/** One place in the kernel where packets are looked at. */
export interface RuleChain {
  /** As nft has it: `type filter hook prerouting priority raw`. */
  readonly hook: string;
  /** Which packets: `iifname "store"`. Each line is one rule. */
  readonly of: readonly string[];
  /** What becomes of them: `drop`. None: they are only counted. */
  readonly verdict?: string;
}

const countersSchema = z.object({
  nftables: z.array(z.object({counter: z.object({packets: z.int()}).optional()})),
});

/** Two faults at once on one host need two names. */
export async function applyRules(
  host: LabHost,
  rules: {
    readonly name: string;
    readonly family: 'inet' | 'ip' | 'bridge';
    readonly chains: readonly RuleChain[];
  },
): Promise<PacketRules> {
  const table = [rules.family, rules.name];
  const nft = (...args: string[]) => mustRun(host.inside({file: 'nft', args}));
  await nft(
    `table ${table.join(' ')} {\n${['counter struck { }', ...rules.chains.map(chainText)].join('\n')}\n}`,
  );
  const packets = async () => {
    const listed = await nft('-j', 'list', 'counters', 'table', ...table);
    const {nftables} = countersSchema.parse(JSON.parse(listed));
    return nftables.reduce((sum, {counter}) => sum + (counter?.packets ?? 0), 0);
  };
  return {
    packets,
    async lift() {
      const met = await packets();
      await nft('delete', 'table', ...table);
      return met;
    },
  };
}

function chainText({hook, of, verdict = ''}: RuleChain, at: number): string {
  const lines = of.map(match => `${match} counter name struck ${verdict}`);
  return `chain c${at} {\n${[`${hook}; policy accept;`, ...lines].join('\n')}\n}`;
}
