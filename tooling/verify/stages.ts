import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import * as z from 'zod';
import {runCommand} from './run-command.ts';
import {type Counts, countVitest} from './tally.ts';

interface StageRun {
  readonly root: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** An empty folder for reports. */
  readonly scratch: string;
  readonly stop: AbortSignal;
}

/** One part of `npm test`. It streams what it does, and says in the end what it counted. */
export interface Stage {
  readonly name: string;
  run(run: StageRun): Promise<Counts>;
}

/** In the order they run: what fails soonest comes first. A new stage is a line here. */
export const STAGES: readonly Stage[] = [
  checkStage(),
  vitestStage('unit', 2),
  vitestStage('faults', 2),
  // One of them runs two processes of its own, and leaves room towards its end.
  vitestStage('storm', 2),
  // These wait for clocks, disks and lines more than they compute.
  vitestStage('process', 3),
];

const manifestSchema = z.object({scripts: z.record(z.string(), z.string())});

/**
 * Every `check:…` script of the root, each counted as one test. Run by themselves, not by turbo:
 * `npm test` says what is so now, not what was so when the cache was filled. Unit tests are a stage
 * of their own.
 */
function checkStage(): Stage {
  return {
    name: 'check',
    async run({root, env, stop}) {
      const text = readFileSync(join(root, 'package.json'), 'utf8');
      const {scripts} = manifestSchema.parse(JSON.parse(text));
      const checks = Object.entries(scripts).filter(
        ([name]) => name.startsWith('check:') && name !== 'check:unit',
      );
      const failed: string[] = [];
      const left = checks[Symbol.iterator]();
      // Most of them keep one core busy and leave the other idle.
      const lane = async () => {
        for (const [name, line] of left) {
          const exitCode = await runCommand({line, cwd: root, env, held: true}, stop);
          if (exitCode !== 0) failed.push(`${name} (npm run ${name})`);
        }
      };
      await Promise.all([lane(), lane()]);
      return {passed: checks.length - failed.length, failed, skipped: []};
    },
  };
}

/** One project of vitest.config.ts. */
function vitestStage(project: string, workersMax: number): Stage {
  return {
    name: project,
    async run({root, env, scratch, stop}) {
      const reportFile = join(scratch, `${project}.json`);
      const line = [
        'vitest run',
        `--project ${project}`,
        `--maxWorkers ${workersMax}`,
        '--passWithNoTests',
        '--reporter default',
        '--reporter json',
        `--outputFile.json "${reportFile}"`,
      ].join(' ');
      const exitCode = await runCommand({line, cwd: root, env}, stop);
      const report = existsSync(reportFile) ? readFileSync(reportFile, 'utf8') : undefined;
      return countVitest({report, exitCode, root});
    },
  };
}
