import {businessDayDateOf} from '@holdfast/domain';
import {formatIssue, type ParseIssue} from '@holdfast/std';
import type {AcceptedLine, Basket} from './basket.ts';
import type {ImportMap} from './import-map.ts';
import {itemLineOf} from './item-line.ts';
import {lineJudge} from './judge-line.ts';
import type {LeftOutLine, ReadLine, SourceLine} from './source-line.ts';

/** Sorts lines into invoices, and out of them. */
export class Baskets {
  readonly #map: ImportMap;
  readonly #judge: ReturnType<typeof lineJudge>;
  readonly #lines = new Map<string, AcceptedLine[]>();
  readonly #leftOut: LeftOutLine[] = [];

  constructor(map: ImportMap) {
    this.#map = map;
    this.#judge = lineJudge(map);
  }

  /** How many invoices there are, those without an accepted line among them. */
  get count(): number {
    return this.#lines.size;
  }

  get leftOut(): readonly LeftOutLine[] {
    return this.#leftOut;
  }

  add(read: ReadLine): void {
    if (read.kind === 'leftOut') {
      this.#leftOut.push(read.leftOut);
      return;
    }
    const {line} = read;
    const lines = this.#linesOf(line);
    const verdict = this.#judge(line);
    if (verdict.kind === 'reported') {
      this.#leaveOut(line, verdict);
      return;
    }
    const item = itemLineOf({line, verdict, map: this.#map});
    if (item.ok) lines.push({line, item: item.value});
    else this.#leaveOut(line, unfit('no transaction can hold it', item.issue));
  }

  /** In the order in which invoices begin in the file. */
  *accepted(): Generator<Basket> {
    for (const [first, ...rest] of this.#lines.values()) if (first) yield [first, ...rest];
  }

  /** Takes back a basket that no transaction can hold. */
  leaveOut(basket: Basket, issue: ParseIssue): void {
    const why = unfit('no transaction can hold its invoice', issue);
    for (const {line} of basket) this.#leaveOut(line, why);
  }

  #leaveOut(
    {rowNumber, amount}: SourceLine,
    {reportKind, reason}: Pick<LeftOutLine, 'reportKind' | 'reason'>,
  ): void {
    this.#leftOut.push({rowNumber, reportKind, reason, amount});
  }

  /** Invoice numbers start over in many shops, so an invoice ends with its business day. */
  #linesOf({at, invoice}: SourceLine): AcceptedLine[] {
    const day = businessDayDateOf({at, dayStartHour: this.#map.dayStartHour});
    const key = `${day} ${invoice}`;
    const lines = this.#lines.get(key) ?? [];
    this.#lines.set(key, lines);
    return lines;
  }
}

function unfit(what: string, issue: ParseIssue): Pick<LeftOutLine, 'reportKind' | 'reason'> {
  return {reportKind: 'unfit', reason: `${what}: ${formatIssue(issue)}`};
}
