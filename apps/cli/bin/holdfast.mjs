#!/usr/bin/env -S node --disable-warning=ExperimentalWarning
// Plain JavaScript, so that a Node too old for the rest can still say what it lacks.
const MAJOR_LEAST = 24;
const major = Number(process.versions.node.split('.')[0]);

if (major >= MAJOR_LEAST) {
  await import('../src/main.ts');
} else {
  process.stderr.write(
    `Holdfast needs Node ${MAJOR_LEAST} or newer; this is ${process.versions.node}.\n` +
      `What next: install Node ${MAJOR_LEAST} (https://nodejs.org), or run it from a clone: npm run holdfast -- …\n`,
  );
  process.exitCode = 1;
}
