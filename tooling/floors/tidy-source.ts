import type {Finding} from './finding.ts';
import {childrenOf, parseSource, type Syntax} from './syntax.ts';
import type {Tree} from './tree.ts';
import {isTest} from './workspace.ts';

/** The formatter's own width; comments keep it too. */
export const COLUMNS_MAX = 100;
const SOURCE_LINES_MAX = 400;
const TEST_LINES_MAX = 600;

const CODE = /\.(ts|tsx|mjs|js|css|sql|sh)$|^\.ci\//;
const SCRIPT = /\.tsx?$/;

/** Names that say nothing: whatever is put there has a better home, under its own name. */
const VAGUE = /(^|\/)(utils?|helpers?|common|shared|misc|manager|types)(\.|\/)/;

// Letters in brackets keep these patterns from finding themselves.
/** Left open, or told to be quiet: finished or deleted, never merged. */
const OPEN_MARK = /\b(T[O]DO|F[I]XME|X[X]X|H[A]CK)\b/;
const SILENCED = /biome-ig[n]ore|eslint-dis[a]ble|@ts-(ig[n]ore|noch[e]ck)|v8 ig[n]ore/;
const FOCUSED = /\b(test|it|describe|suite)(\.\w+)*\.(on[l]y|sk[i]p|to[d]o)\b/;

/** Rules about single files of code. */
export function tidySource(tree: Tree): Finding[] {
  return [...tree].flatMap(([file, text]) => (CODE.test(file) ? tidyFile(file, text) : []));
}

function tidyFile(file: string, text: string): Finding[] {
  const findings: Finding[] = [];
  const refuse = (rule: string, line: number, message: string) =>
    findings.push({rule, file, line, message});
  const lines = text.split('\n');
  const linesMax = isTest(file) ? TEST_LINES_MAX : SOURCE_LINES_MAX;
  const length = lines.at(-1) === '' ? lines.length - 1 : lines.length;
  if (length > linesMax) {
    refuse('long-file', 1, `${length} lines; over ${linesMax}, split it by concept`);
  }
  if (VAGUE.test(file)) refuse('vague-name', 1, 'name the file after the one thing it holds');
  for (const [index, line] of lines.entries()) {
    if (OPEN_MARK.test(line)) refuse('open-mark', index + 1, 'finish it or write a delta');
    if (SILENCED.test(line)) refuse('silenced', index + 1, 'mend the cause; no check is silenced');
    if (isTest(file) && FOCUSED.test(line)) refuse('focused', index + 1, 'every test runs');
    if (/^export default\b/.test(line) && !/\.config\.m?[jt]s$/.test(file)) {
      refuse('default-export', index + 1, 'export it under its name');
    }
    if (/^export \*/.test(line) && /\/index\.tsx?$/.test(file)) {
      refuse('export-star', index + 1, 'an index lists what it exports, by hand');
    }
  }
  if (/\.faults\.test\.tsx?$/.test(file) && !/^(export )?const BREAKS\b/m.test(text)) {
    refuse('no-breaks', 1, 'a fault test lists its breaks in a const BREAKS');
  }
  if (SCRIPT.test(file)) findings.push(...wideLines(file, text, lines));
  return findings;
}

/**
 * Columns, not counting what stands in a string, a template or an address: those cannot be broken
 * without harm, and everything else the formatter breaks.
 */
function wideLines(file: string, text: string, lines: readonly string[]): Finding[] {
  if (lines.every(line => line.length <= COLUMNS_MAX)) return [];
  const unbreakable = spansOf(parseSource(file, text).program);
  const findings: Finding[] = [];
  let start = 0;
  for (const [index, line] of lines.entries()) {
    const end = start + line.length;
    if (line.length > COLUMNS_MAX && !/https?:\/\//.test(line)) {
      const inside = unbreakable.reduce(
        (sum, span) => sum + Math.max(0, Math.min(end, span.end) - Math.max(start, span.start)),
        0,
      );
      if (line.length - inside > COLUMNS_MAX) {
        const message = `${line.length} columns; ${COLUMNS_MAX} fit (npm run format wraps comments)`;
        findings.push({rule: 'wide-line', file, line: index + 1, message});
      }
    }
    start = end + 1;
  }
  return findings;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

function spansOf(program: Syntax): Span[] {
  const spans: Span[] = [];
  const visit = (node: Syntax) => {
    const whole = node.type === 'Literal' || /^(TemplateLiteral|JSXText)$/.test(node.type);
    if (whole && typeof node['end'] === 'number') spans.push({start: node.start, end: node['end']});
    for (const [, child] of childrenOf(node)) visit(child);
  };
  visit(program);
  return spans;
}
