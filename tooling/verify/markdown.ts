/** A line of Markdown's own, with room around it. */
export function heading(level: number, title: string): string[] {
  return ['', `${'#'.repeat(level)} ${title}`, ''];
}

/** Names in code letters, with commas between them as they came. */
export function inCode(name: string): string {
  return name
    .split(', ')
    .map(one => `\`${one}\``)
    .join(', ');
}

/** Rows under a head; a cell may hold anything but a line of its own. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.map(cellOf).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}

function cellOf(text: string): string {
  return text.replaceAll('\n\n', ' ').replaceAll('|', '\\|');
}
