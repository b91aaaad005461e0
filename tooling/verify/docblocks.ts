/**
 * What the docblocks of a TypeScript source say, by what they stand above: a declaration by its
 * name, a field inside one as `name.field`, as the first to say something has it. Reads the house's
 * own formatted sources; a line that ends in a docblock of its own, or two declarations on one
 * line, it does not understand.
 */
export function docblocksOf(source: string): ReadonlyMap<string, string> {
  const said = new Map<string, string>();
  let [inside, pending] = ['', ''];
  let block: string[] | undefined;
  for (const line of source.split('\n')) {
    const opens = /^\s*\/\*\*/.test(line);
    if (opens || block) {
      block = [...(block ?? []), line];
      if (!line.includes('*/')) continue;
      pending = textOf(block);
      block = undefined;
      continue;
    }
    inside = DECLARATION.exec(line)?.[1] ?? inside;
    const field = FIELD.exec(line)?.[1];
    const name = DECLARATION.test(line) ? inside : field && `${inside}.${field}`;
    if (name && pending && !said.has(name)) said.set(name, pending);
    if (line.trim() !== '') pending = '';
  }
  return said;
}

const DECLARATION = /^(?:export )?(?:async )?(?:const|function|interface|class|type) (\w+)/;
const FIELD = /^\s+(?:readonly )?(\w+)\??:/;

/** One line of Markdown a paragraph, without the comment's own marks. */
function textOf(block: readonly string[]): string {
  const lines = block.map(line =>
    line
      .replace(/^\s*\/\*\*/, '')
      .replace(/\*\/\s*$/, '')
      .replace(/^\s*\* ?/, '')
      .trimEnd(),
  );
  return lines
    .join('\n')
    .trim()
    .split(/\n\s*\n/)
    .map(paragraph => paragraph.replace(/\s*\n\s*/g, ' ').replace(/\{@link (\S+?)\}/g, '`$1`'))
    .join('\n\n')
    .trim();
}
