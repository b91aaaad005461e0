import type {Finding} from './finding.ts';
import type {Tree} from './tree.ts';
import {packagesOf} from './workspace.ts';

/**
 * Places of one machine, and words of the desk where this was written: a store has neither. Letters
 * in brackets keep the patterns from finding themselves.
 */
const STRAY = [
  /\/wor[k]\/|\/tm[p]\/|\/hom[e]\/\w|\/Use[r]s\/\w|\/roo[t]\//,
  /\b(C[E]O|[Ss]uba[g]ent|L[L]M|[Cc]lau[d]e|[Ss]ession transcri[p]t)\b/,
];

/** Rules about what stands beside the code: READMEs, doors, titles, and the words everywhere. */
export function tidyPapers(tree: Tree): Finding[] {
  return [...tidyPackages(tree), ...tidyTitles(tree), ...tidyWords(tree)];
}

function tidyPackages(tree: Tree): Finding[] {
  const findings: Finding[] = [];
  for (const {folder, exports} of packagesOf(tree)) {
    const refuse = (rule: string, message: string) =>
      findings.push({rule, file: `${folder}/package.json`, line: 1, message});
    if (!tree.has(`${folder}/README.md`)) refuse('no-readme', 'says nowhere what it is for');
    if (Object.keys(exports).length === 0) refuse('no-exports', 'has no "exports": no door at all');
    for (const [door, target] of Object.entries(exports)) {
      if (!tree.has(`${folder}/${target.replace(/^\.\//, '')}`)) {
        refuse('dead-door', `the door ${door} leads to ${target}, which is not there`);
      }
    }
  }
  return findings;
}

/** Release notes in waiting have no title; their headings come from the release. */
const UNTITLED = /^\.changeset\//;

function tidyTitles(tree: Tree): Finding[] {
  const findings: Finding[] = [];
  for (const [file, text] of tree) {
    if (!file.endsWith('.md') || UNTITLED.test(file)) continue;
    const prose = text.replace(/^(`{3,}|~{3,})[\s\S]*?^\1/gm, '');
    const titles = prose.match(/^# \S|<h1\b/gm)?.length ?? 0;
    if (titles === 1) continue;
    findings.push({rule: 'one-title', file, line: 1, message: `has ${titles} titles, needs one`});
  }
  return findings;
}

function tidyWords(tree: Tree): Finding[] {
  const findings: Finding[] = [];
  for (const [file, text] of tree) {
    if (!STRAY.some(words => words.test(text))) continue;
    for (const [index, line] of text.split('\n').entries()) {
      const word = STRAY.map(words => words.exec(line)?.[0]).find(found => found !== undefined);
      if (word === undefined) continue;
      const message = `"${word}" does not belong in a product`;
      findings.push({rule: 'stray-word', file, line: index + 1, message});
    }
  }
  return findings;
}
