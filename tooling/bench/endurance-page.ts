import {BOUNDS, brokenBounds} from './bounds.ts';
import type {Caps, Endured, Sample} from './endured.ts';

const ROWS_MAX = 12;

/** The page of one run: what was sold, what it took, what was counted, and what the caps did. */
export function endurancePage(run: Endured): string {
  const {commit, date, cores, transactions, days, tills, sellSeconds, drainSeconds, proof} = run;
  const {journaled, recorded, held} = proof.counts;
  const broken = brokenBounds(run);
  return [
    '# Endurance, as it was last run',
    '',
    '`npm run endurance -- --transactions N --days D --out docs/endurance.md` runs a real hub, a real gateway and tills that',
    'journal on disks of their own; the clock of hub and head office goes on a day at a time. How, and what is bounded:',
    '[bench](../tooling/bench).',
    '',
    `Commit ${commit}, ${date}, ${cores} cores, shared with other work.`,
    '',
    `${days} days without the internet: ${count(transactions)} transactions at ${tills} tills in ${count(Math.round(sellSeconds))} s;`,
    `then the drain, in ${count(Math.round(drainSeconds))} s. \`holdfast prove\` on the disks: ${count(journaled)} journaled,`,
    `${count(recorded)} recorded, ${count(held)} held, ${proof.ok ? 'each exactly once' : 'and it found what is wrong'}.`,
    '',
    ...(broken.length === 0
      ? ['Every bound held.']
      : ['Passed:', '', ...broken.map(one => `- ✗ ${one}`)]),
    '',
    '| bound | at most |',
    '| --- | ---: |',
    `| memory of the hub, resident | ${count(BOUNDS.hubResidentMb)} MB |`,
    `| memory of the gateway, resident | ${count(BOUNDS.gatewayResidentMb)} MB |`,
    `| memory of the hub, the last third of the days beside the third before | × ${BOUNDS.residentGrowth} |`,
    '| files that the hub has open | the same every day |',
    `| disk a transaction: hub, head office, till | ${count(BOUNDS.hubBytesEach)}, ${count(BOUNDS.gatewayBytesEach)}, ${count(BOUNDS.tillBytesEach)} bytes |`,
    `| logs at the hub | ${count(BOUNDS.logBytes / 1e6)} MB |`,
    '',
    '## Offline',
    '',
    ...table(run.offline, ({day}) => String(day), 'day'),
    '',
    '## The drain',
    '',
    ...table(run.drain, ({unsent}) => count(unsent), 'left to send'),
    '',
    '## At the caps',
    '',
    ...capLines(run.caps),
    '',
  ].join('\n');
}

function table(
  samples: readonly Sample[],
  first: (sample: Sample) => string,
  title: string,
): string[] {
  const every = Math.max(1, Math.ceil(samples.length / ROWS_MAX));
  const shown = samples.filter((_, at) => (samples.length - 1 - at) % every === 0);
  return [
    `| ${title} | seconds | hub MB (heap) | its files, sockets | gateway MB (heap) | disk MB: hub, head office, tills | logs MB | recorded | refused | state |`,
    '| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |',
    ...shown.map(sample => {
      const {hub, gateway} = sample;
      const disks = [sample.hubBytes, sample.gatewayBytes, sample.tillBytes].map(mb).join(', ');
      return [
        `| ${first(sample)} | ${count(Math.round(sample.seconds))}`,
        `${hub.residentMb.toFixed(0)} (${hub.heapMb.toFixed(0)}) | ${hub.files}, ${hub.sockets}`,
        `${gateway.residentMb.toFixed(0)} (${gateway.heapMb.toFixed(0)}) | ${disks}`,
        `${mb(sample.logBytes)} | ${count(sample.recorded)} | ${sample.refusals} | ${sample.state} |`,
      ].join(' | ');
    }),
  ];
}

function capLines(caps: Caps | undefined): string[] {
  if (!caps) return ['Left out: it needs root, to mount a small disk.'];
  const {hub, till, proof} = caps;
  return [
    `- A hub on a disk of ${hub.diskMb} MB recorded ${count(hub.recorded)} transactions, then answered \`${hub.answer}\`, ${count(hub.refused)} times.`,
    `  The lines came back while the disk was full: ${count(hub.heldMeanwhile)} were held. With room on the disk again it recorded the other ${count(hub.recordedLater)}.`,
    `- A till with a journal of ${till.capMb} MB sold ${count(till.sold)} times, then answered ${till.status} \`${till.code}\`; ${count(till.journaled)} stand in its journal.`,
    `- Afterwards: ${count(proof.counts.journaled)} journaled, ${count(proof.counts.recorded)} recorded, ${count(proof.counts.held)} held, ${proof.ok ? 'each exactly once' : 'not whole'}.`,
  ];
}

function mb(bytes: number): string {
  return count(Math.round(bytes / 1e6));
}

function count(value: number): string {
  return value.toLocaleString('en-GB');
}
