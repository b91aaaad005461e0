import {cellsOf, type LaidOut, layOut, type PaperWidth, type Picture} from '@holdfast/paper';
import type {PaperDocument} from '@holdfast/wire';
import type {CSSProperties} from 'react';
import {QrMark} from './qr-mark.tsx';

/**
 * A document as it comes out of a printer of this width: the same lines, broken at the same places.
 * The browser's own print dialog prints nothing else of the page.
 */
export function PaperSheet(props: {
  readonly document: PaperDocument;
  readonly paper: PaperWidth;
  readonly label: string;
  readonly logo: Picture | undefined;
}) {
  const {document, paper, label, logo} = props;
  const lines = layOut(document, paper);
  const columns: CSSProperties & Record<'--columns', number> = {'--columns': paper.columns};
  return (
    <article className="paper" aria-label={label} style={columns} translate="no">
      {lines.map((line, at) => (
        <SheetLine key={`${at}/${line.kind}`} line={line} paper={paper} logo={logo} />
      ))}
    </article>
  );
}

function SheetLine(props: {
  readonly line: LaidOut;
  readonly paper: PaperWidth;
  readonly logo: Picture | undefined;
}) {
  const {line, paper, logo} = props;
  switch (line.kind) {
    case 'line':
      return (
        <div
          className="paper-line"
          data-bold={line.bold}
          data-inverse={line.inverse}
          data-size={line.size}
        >
          <span>{inCells(line.text, paper)}</span>
        </div>
      );
    case 'qr':
      return <QrMark text={line.text} />;
    case 'barcode':
      return <div className="paper-line">{line.text}</div>;
    case 'logo':
      return logo ? <Logo logo={logo} /> : null;
    case 'cut':
      return <hr className="paper-cut" />;
  }
}

/** Each letter in its columns, whatever font the browser finds for it. */
function inCells(text: string, {encoding}: PaperWidth) {
  const runs = text.match(/[ -~]+|[^ -~]/gu) ?? [];
  return runs.map((run, at) => {
    const key = `${at}/${run}`;
    const wide = run > '~' && cellsOf(run, encoding) === 2;
    return wide ? (
      <span key={key} className="paper-wide">
        {run}
      </span>
    ) : (
      <span key={key}>{run}</span>
    );
  });
}

function Logo({logo: {widthDots, heightDots, rows}}: {readonly logo: Picture}) {
  const dots: string[] = [];
  for (let y = 0; y < heightDots; y += 1) {
    for (let x = 0; x < widthDots; x += 1) {
      const byte = rows[(y * widthDots + x) >> 3] ?? 0;
      if ((byte & (0x80 >> (x & 7))) !== 0) dots.push(`M${x} ${y}h1v1h-1z`);
    }
  }
  return (
    <svg
      className="paper-logo"
      viewBox={`0 0 ${widthDots} ${heightDots}`}
      width={widthDots / 2}
      aria-hidden="true"
    >
      <path d={dots.join('')} />
    </svg>
  );
}
