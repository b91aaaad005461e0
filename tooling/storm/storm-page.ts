import type {StormResults} from './storm-results.ts';

/**
 * The page of one storm: what was run, for how long, what was planted and what was found. `found`
 * is kept by hand: what storms have found so far, and what became of it.
 */
export function stormPage(results: StormResults, found: string): string {
  const {commit, date, cores} = results;
  return [
    '# The storm, as it was last run',
    '',
    '`npm run storm -- --minutes M` runs the simulator for M minutes on all cores, plants every mutant, strikes real processes',
    'in the crash lab, fuzzes every decoder, and writes this page. What each part does: [simulator](../packages/simulator),',
    '[mutants](../tooling/mutants), [crash lab](../tooling/crash-lab), [fuzz](../tooling/fuzz).',
    '',
    `Commit ${commit}, ${date}, ${cores} cores.`,
    '',
    ...simulatorLines(results),
    ...mutantLines(results),
    ...crashLines(results),
    ...wholeLines(results),
    ...fuzzLines(results),
    '## What storms have found, and what became of it',
    '',
    found.replace(/^# .*\n/, '').trim(),
    '',
  ].join('\n');
}

function simulatorLines({simulated}: StormResults): string[] {
  const title = ['## Simulator', ''];
  if (!simulated) return [...title, 'Did not run.', ''];
  const {from, seeds, hashes, sales, virtualMs, seconds, rare, never, failed} = simulated;
  const hours = (virtualMs / 3_600_000).toFixed(1);
  const span = `Seeds ${from} to ${from + seeds - 1}: ${count(seeds)} storms, ${count(hashes)} different histories`;
  return [
    ...title,
    `${span}, ${count(sales)} sales, ${hours} hours of virtual time in`,
    `${count(Math.round(seconds))} s, ${(seeds / seconds).toFixed(1)} seeds a second. Failed: ${failed.length}. Rare paths never taken, where 200 seeds or more ran: ${never.length}.`,
    '',
    ...failed
      .slice(0, 20)
      .map(
        ({seed, invariant, at, detail}) =>
          `- ✗ seed ${seed}: ${invariant} at ${at}: ${oneLine(detail)}`,
      ),
    ...(failed.length > 0 ? [''] : []),
    '| rare path | seeds that took it |',
    '| --- | ---: |',
    ...Object.entries(rare).map(([name, taken]) => `| ${name} | ${count(taken)} |`),
    ...never.map(name => `| ${name} | never |`),
    '',
  ];
}

function mutantLines({mutants}: StormResults): string[] {
  const title = ['## Mutants', ''];
  if (!mutants) return [...title, 'Did not run.', ''];
  const {controls, trials} = mutants;
  const caught = trials.filter(({hunt}) => hunt.caught).length;
  const spoiled = controls.reduce((sum, {troubles}) => sum + troubles.length, 0);
  return [
    ...title,
    `${trials.length} planted, ${caught} caught. Control runs of the same seeds without a patch found ${spoiled === 0 ? 'nothing' : spoiled}.`,
    '',
    '| mutant | what it breaks | caught by | seed | invariant |',
    '| --- | --- | --- | ---: | --- |',
    ...trials.map(({mutant, hunt}) => {
      const {seed, invariant} = hunt.caught ?? {
        seed: hunt.missing === undefined ? '✗' : '–',
        invariant: hunt.missing === undefined ? 'survived' : 'skipped',
      };
      return `| ${mutant.name} | ${mutant.breaks} | ${mutant.runner} | ${seed} | ${invariant} |`;
    }),
    '',
  ];
}

function crashLines({crashed}: StormResults): string[] {
  const title = ['## Crash lab', ''];
  if (!crashed) return [...title, 'Did not run: it needs strace.', ''];
  const {struck, powerCuts, flips, flipsNamed, recordings, controls, controlsBlind} = crashed;
  return [
    ...title,
    `In ${count(Math.round(crashed.seconds))} s. Troubles: ${crashed.troubles.length}.`,
    '',
    '| what was done to a real process | times |',
    '| --- | ---: |',
    ...Object.entries(struck).map(
      ([strike, times]) => `| ${strike}, at a system call | ${count(times)} |`,
    ),
    `| power cut, rebuilt from ${count(recordings)} recorded runs | ${count(powerCuts)} |`,
    `| bit flipped; ${count(flipsNamed)} times a loss was named, else nothing was missing | ${count(flips)} |`,
    `| control that ignores syncs; ${count(controlsBlind)} of them happened to lose nothing | ${count(controls)} |`,
    '',
    ...crashed.troubles
      .slice(0, 20)
      .map(({invariant, at, detail}) => `- ✗ ${invariant} at ${at}: ${oneLine(detail)}`),
    ...(crashed.troubles.length > 0 ? [''] : []),
  ];
}

function wholeLines({wholes: ran}: StormResults): string[] {
  const title = ['## Whole programs in the crash lab', ''];
  if (!ran) return [...title, 'Did not run: it needs strace.', ''];
  const {wholes, seconds} = ran;
  return [
    ...title,
    `A store of its own each: hub, gateway and tills, sales on the way. In ${count(Math.round(seconds))} s; the prover decides.`,
    '',
    '| misfortune | strikes | sales | named as damage |',
    '| --- | ---: | ---: | ---: |',
    ...wholes.map(
      ({fault, struck, sales, named}) =>
        `| ${fault} | ${count(struck)} | ${count(sales)} | ${count(named)} |`,
    ),
    '',
    ...wholes.flatMap(({fault, troubles}) =>
      troubles.map(trouble => `- ✗ ${fault}: ${oneLine(trouble)}`),
    ),
    ...(wholes.some(({troubles}) => troubles.length > 0) ? [''] : []),
  ];
}

function fuzzLines({fuzzed}: StormResults): string[] {
  const title = ['## Fuzzing', ''];
  if (!fuzzed) return [...title, 'Did not run.', ''];
  const {targets, cases, seconds, crashes} = fuzzed;
  return [
    ...title,
    `${count(cases)} cases in ${count(Math.round(seconds))} s, ${crashes.length} bugs.`,
    '',
    '| decoder | cases | understood all the same |',
    '| --- | ---: | ---: |',
    ...Object.entries(targets).map(
      ([name, run]) => `| ${name} | ${count(run.cases)} | ${count(run.values)} |`,
    ),
    '',
    ...crashes.map(({target, case: at, error}) => `- ✗ ${target}, case ${at}: ${oneLine(error)}`),
    ...(crashes.length > 0 ? [''] : []),
  ];
}

/** Whether anything is wrong, or missing. */
export function isStormQuiet(results: StormResults): boolean {
  const {simulated, mutants, crashed, wholes, fuzzed} = results;
  return (
    simulated?.failed.length === 0 &&
    simulated.never.length === 0 &&
    mutants?.trials.every(({hunt}) => hunt.caught !== undefined || hunt.missing !== undefined) ===
      true &&
    mutants.controls.every(({troubles}) => troubles.length === 0) &&
    crashed?.troubles.length === 0 &&
    wholes?.wholes.every(({struck, troubles}) => struck > 0 && troubles.length === 0) === true &&
    fuzzed?.crashes.length === 0
  );
}

function count(value: number): string {
  return value.toLocaleString('en-GB');
}

function oneLine(text: string): string {
  return (text.split('\n')[0] ?? '').slice(0, 200).replaceAll('|', '\\|');
}
