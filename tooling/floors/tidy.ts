import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {formatFinding, sortFindings} from './finding.ts';
import {rewrapComments} from './rewrap.ts';
import {tidyPapers} from './tidy-papers.ts';
import {COLUMNS_MAX, tidySource} from './tidy-source.ts';
import {readTree} from './tree.ts';

/** Fewer files than this, and the check has lost its way. Raise it as the house grows. */
const FILES_MIN = 300;

const {values, positionals: folders} = parseArgs({
  options: {write: {type: 'boolean', default: false}, root: {type: 'string'}},
  allowPositionals: true,
});
const root = values.root ?? fileURLToPath(new URL('../../', import.meta.url));

if (values.write && folders.length === 0) {
  console.error('usage: tidy.ts [--root <folder>] [--write <folder>…]   (. is everything)');
  process.exit(64);
}
if (values.write) {
  for (const [file, text] of readTree(root)) {
    if (!/\.tsx?$/.test(file) || !folders.some(folder => isInside(file, folder))) continue;
    const wrapped = rewrapComments(file, text, COLUMNS_MAX);
    if (wrapped !== text) writeFileSync(join(root, file), wrapped);
  }
}

const tree = readTree(root);
const findings = sortFindings([...tidySource(tree), ...tidyPapers(tree)]);
for (const finding of findings) console.log(formatFinding(finding));
console.log(`tidy: ${tree.size} files, ${findings.length} findings`);
if (tree.size < FILES_MIN) console.log(`tidy: fewer than ${FILES_MIN} files: it lost its way`);
process.exitCode = findings.length > 0 || tree.size < FILES_MIN ? 1 : 0;

/** Comments are wrapped only where asked: the rest may be somebody's open work. */
function isInside(file: string, folder: string): boolean {
  const named = folder.replace(/^\.\//, '').replace(/\/$/, '');
  return named === '.' || file === named || file.startsWith(`${named}/`);
}
