import {type ReactNode, useId} from 'react';

/** Several lines to type into, with their label above them. */
export function LinesField(props: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly children?: ReactNode;
}) {
  const {label, value, onChange, children} = props;
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <textarea
        id={id}
        rows={3}
        value={value}
        spellCheck={false}
        onChange={({target}) => onChange(target.value)}
      />
      {children}
    </div>
  );
}
