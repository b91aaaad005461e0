import {execFile} from 'node:child_process';
import {cpSync, mkdtempSync, rmSync, symlinkSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {basename, dirname, join} from 'node:path';
import {promisify} from 'node:util';

const FOLDERS = ['packages', 'apps', 'tooling'];
const LEFT_OUT = new Set(['.turbo', '.vite', 'coverage', 'dist', '.git']);
const run = promisify(execFile);

/**
 * A copy of the checkout's code, to break. Links between packages are copied as links, so that a
 * package of the copy finds the copy's own; libraries are those of the checkout.
 */
export class ScratchTree {
  readonly directory: string;

  private constructor(directory: string) {
    this.directory = directory;
  }

  static copyOf(root: string): ScratchTree {
    const directory = mkdtempSync(join(tmpdir(), 'holdfast-'));
    for (const folder of FOLDERS) {
      cpSync(join(root, folder), join(directory, folder), {
        recursive: true,
        verbatimSymlinks: true,
        filter: source => !LEFT_OUT.has(basename(source)),
      });
    }
    for (const file of ['package.json', 'vitest.config.ts']) {
      cpSync(join(root, file), join(directory, file));
    }
    symlinkSync(join(root, 'node_modules'), join(directory, 'node_modules'));
    return new ScratchTree(directory);
  }

  /** Throws where the patch does not apply as it is. */
  async apply(patch: string): Promise<void> {
    await gitApply(this.directory, [patch]);
  }

  /** Takes the patch back. */
  async revert(patch: string): Promise<void> {
    await gitApply(this.directory, ['--reverse', patch]);
  }

  dispose(): void {
    rmSync(this.directory, {recursive: true});
  }
}

/** Throws, with git's words, where the patch does not apply to this checkout. Changes nothing. */
export async function checkApplies(root: string, patch: string): Promise<void> {
  await gitApply(root, ['--check', patch]);
}

/** As to a folder of files, whatever repository lies around it. */
async function gitApply(directory: string, rest: readonly string[]): Promise<void> {
  const env = {...process.env, GIT_CEILING_DIRECTORIES: dirname(directory)};
  await run('git', ['apply', ...rest], {cwd: directory, env});
}
