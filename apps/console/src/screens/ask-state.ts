import {useCallback, useEffect, useState} from 'react';
import type * as z from 'zod';
import type {Office} from '../office/office.ts';
import {problemOf} from './act-dialog.tsx';
import {useLooks} from './looks.tsx';

/** What the hub answers at `path`, asked anew whenever that changes. No path: nothing is asked. */
export function useAnswer<Schema extends z.ZodType>(
  office: Office,
  schema: Schema,
  path: string | undefined,
): {
  readonly value: z.output<Schema> | undefined;
  readonly problem: string;
  readonly again: () => Promise<void>;
} {
  const {say} = useLooks();
  const [value, setValue] = useState<z.output<Schema> | undefined>();
  const [problem, setProblem] = useState('');
  const again = useCallback(async () => {
    if (path === undefined) return;
    try {
      setValue(await office.ask(schema, 'GET', path));
      setProblem('');
    } catch (error) {
      setProblem(problemOf(error, say));
    }
  }, [office, schema, path, say]);
  useEffect(() => {
    void again();
  }, [again]);
  return {value, problem, again};
}
