import type {DataKeyStatus} from '@holdfast/hub/client';
import type {Paint} from './style.ts';
import {tableLines} from './table.ts';
import {dateTimeText} from './time-text.ts';

/** Oldest first, with what each is still needed for. */
export function dataKeyLines(keys: readonly DataKeyStatus[], paint: Paint): readonly string[] {
  return tableLines(
    {
      columns: [
        {title: 'key'},
        {title: 'made'},
        {title: 'ledgers', align: 'right'},
        {title: 'use'},
      ],
      rows: keys.map(({id, madeAtMs, ledgers, current}) => [
        id,
        dateTimeText(madeAtMs),
        String(ledgers),
        useOf({ledgers, current}),
      ]),
    },
    paint,
  );
}

function useOf({ledgers, current}: Pick<DataKeyStatus, 'ledgers' | 'current'>): string {
  if (current) return 'seals what comes';
  return ledgers > 0 ? 'opens what it sealed' : 'nothing here needs it';
}
