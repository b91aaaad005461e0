import {type ReactNode, useState} from 'react';
import {Button} from 'react-aria-components/Button';

/** How a state looks. Shape, word and colour say the same: nobody has to tell green from red. */
export const STATE_LOOKS = {
  good: '●',
  warn: '▲',
  bad: '■',
  alone: '⬣',
  busy: '↻',
} as const;
export type StateLook = keyof typeof STATE_LOOKS;

/**
 * The one line that says how a till stands. It pushes what is below it and covers nothing; what to
 * do about it is one press away, always at the same end.
 */
export function StateBanner(props: {
  readonly look: StateLook;
  readonly text: string;
  /** What to do now, shown below when asked for. */
  readonly advice: string;
  readonly ask: string;
  readonly dismiss: string;
  /** Stable codes of what is wrong, for whoever is called. */
  readonly codes: readonly string[];
  readonly codesLabel: string;
  /** Where a page about a code is, and what its link is called; none where it cannot be read. */
  readonly codeLink?: (code: string) => {readonly href: string; readonly label: string};
  readonly children?: ReactNode;
}) {
  const {look, text, advice, ask, dismiss, codes, codesLabel, codeLink, children} = props;
  const [open, setOpen] = useState(false);
  return (
    <header className="banner" data-look={look}>
      <div className="banner-line">
        <p className="banner-text" role={look === 'alone' ? 'alert' : 'status'}>
          <span aria-hidden="true" className="banner-shape">
            {STATE_LOOKS[look]}
          </span>
          <span>{text}</span>
        </p>
        <div className="banner-end">
          {children}
          <Button className="quiet" aria-expanded={open} onPress={() => setOpen(!open)}>
            {open ? dismiss : ask}
          </Button>
        </div>
      </div>
      {open && (
        <div className="banner-advice">
          <p>{advice}</p>
          {codes.length > 0 && (
            <p className="codes">
              {codesLabel}:{' '}
              {codes.map(code => (
                <CodeMark key={code} code={code} link={codeLink?.(code)} />
              ))}
            </p>
          )}
        </div>
      )}
    </header>
  );
}

function CodeMark(props: {
  readonly code: string;
  readonly link: {readonly href: string; readonly label: string} | undefined;
}) {
  const {code, link} = props;
  if (!link) return <code translate="no">{code} </code>;
  const {href, label} = link;
  return (
    <a className="code-link" href={href} target="_blank" rel="noreferrer" aria-label={label}>
      <code translate="no">{code}</code>
    </a>
  );
}
