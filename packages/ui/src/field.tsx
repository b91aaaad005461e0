import type {ReactNode, Ref} from 'react';
import {Input, Label, TextField} from 'react-aria-components/TextField';

/** One line to type into, with its label above it. */
export function Field(props: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly mode?: 'numeric' | 'decimal' | 'text';
  readonly secret?: boolean;
  readonly autoFocus?: boolean;
  readonly invalid?: boolean;
  readonly inputRef?: Ref<HTMLInputElement>;
  readonly children?: ReactNode;
}) {
  const {label, value, onChange, mode = 'text', secret = false, autoFocus = false} = props;
  return (
    <TextField
      className="field"
      value={value}
      onChange={onChange}
      autoFocus={autoFocus}
      isInvalid={props.invalid ?? false}
      validationBehavior="aria"
    >
      <Label>{label}</Label>
      <Input
        ref={props.inputRef}
        type={secret ? 'password' : 'text'}
        inputMode={mode}
        autoComplete="off"
        spellCheck={false}
      />
      {props.children}
    </TextField>
  );
}
