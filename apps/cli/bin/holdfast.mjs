#!/usr/bin/env -S node --disable-warning=ExperimentalWarning
// Plain JavaScript, so that a Node too old for the rest can still say what it lacks.
import {fileURLToPath} from 'node:url';

const MAJOR_LEAST = 24;
const major = Number(process.versions.node.split('.')[0]);

if (major >= MAJOR_LEAST) {
  await keepCompiledCode();
  await import('../src/main.ts');
} else {
  process.stderr.write(
    `Holdfast needs Node ${MAJOR_LEAST} or newer; this is ${process.versions.node}.\n` +
      `What next: install Node ${MAJOR_LEAST} (https://nodejs.org), or run it from a clone: npm run holdfast -- …\n`,
  );
  process.exitCode = 1;
}

/**
 * Keeps the sources as they were compiled, for this process, its threads and its children: the next
 * start neither strips types nor compiles, and needs tens of megabytes less. Node compares each
 * source with what was made of it. The place lies beside the packages: whoever can write there can
 * change the sources, too. `NODE_COMPILE_CACHE` names another; where nothing can be written, each
 * start compiles as before.
 */
async function keepCompiledCode() {
  const {enableCompileCache} = await import('node:module');
  const place = new URL('../../../node_modules/.cache/holdfast-compiled', import.meta.url);
  process.env.NODE_COMPILE_CACHE ??= fileURLToPath(place);
  enableCompileCache(process.env.NODE_COMPILE_CACHE);
}
