import type {RetailTransaction} from '@holdfast/domain';
import {foundEntrySchema} from '@holdfast/hub/console';
import {CustodyMark, Dialog, sinceText} from '@holdfast/ui';
import {useState} from 'react';
import {Button} from 'react-aria-components/Button';
import type {Office} from '../office/office.ts';
import {amountText} from './amount-text.ts';
import {useAnswer} from './ask-state.ts';
import {DecideDialog, type Decision} from './decide-dialog.tsx';
import {custodyWord, kindWord, tenderWord, transactionOf} from './entry-words.ts';
import {useLooks} from './looks.tsx';
import type {PageProps} from './page-props.ts';

/** One entry: its lines, how it was paid, where it is, and what can be decided about it. */
export function EntryDialog(props: {
  readonly office: Office;
  readonly session: PageProps['session'];
  /** `journalId/sequenceNumber`. */
  readonly path: string;
  readonly onClose: () => void;
  readonly onDecided: () => Promise<void>;
}) {
  const {office, session, path, onClose, onDecided} = props;
  const {say, language} = useLooks();
  const found = useAnswer(office, foundEntrySchema, `/ledger/entries/${path}`);
  const [deciding, setDeciding] = useState<Decision | undefined>();
  const title = found.value?.receiptNumber ?? say.loading;
  const entry = found.value?.entry;
  const transaction = transactionOf(entry?.body);
  const may = session.rights.includes('quarantine') && entry?.quarantined !== undefined;
  const time = (wallMs: number) => sinceText(wallMs, {language, nowMs: Date.now()});
  if (deciding && found.value) {
    return (
      <DecideDialog
        {...{office, path, decision: deciding}}
        receiptNumber={found.value.receiptNumber}
        entryHash={found.value.entry.entryHash}
        onClose={() => {
          setDeciding(undefined);
          onClose();
          void onDecided();
        }}
      />
    );
  }
  return (
    <Dialog label={title} onClose={onClose}>
      <h2 translate="no">{title}</h2>
      <p className="problem" role="alert">
        {found.problem}
      </p>
      {found.value && entry && (
        <>
          <dl className="facts-list">
            <dt>{say.ledgerKind}</dt>
            <dd>{kindWord(entry.kind, say)}</dd>
            <dt>{say.ledgerWhere}</dt>
            <dd>
              <CustodyMark
                custody={found.value.custody === 'held' ? 'held' : 'recorded'}
                label={custodyWord(found.value.custody, say)}
              />
            </dd>
            {transaction && (
              <>
                <dt>{say.entrySold}</dt>
                <dd>{time(Date.parse(transaction.beginDateTime))}</dd>
                <dt>{say.entryOperator}</dt>
                <dd translate="no">{transaction.operatorId}</dd>
              </>
            )}
            <dt>{say.entryRecorded}</dt>
            <dd>{time(entry.recordedAtMs)}</dd>
            <dt>{say.entryPosition}</dt>
            <dd>{entry.position}</dd>
            {entry.quarantined !== undefined && (
              <>
                <dt>{say.asideWhy}</dt>
                <dd>
                  <code translate="no">{entry.quarantined}</code>
                </dd>
              </>
            )}
          </dl>
          {transaction?.kind === 'RetailTransaction' && <Lines transaction={transaction} />}
          {transaction?.kind !== 'RetailTransaction' && entry.body !== undefined && (
            <details open>
              <summary>{say.entryRaw}</summary>
              <pre className="raw" translate="no">
                {JSON.stringify(entry.body, undefined, 2)}
              </pre>
            </details>
          )}
          {may && (
            <>
              {!transaction && <p className="soft">{say.asideUnreadable}</p>}
              <p className="soft">{say.asideRemap}</p>
            </>
          )}
        </>
      )}
      <div className="dialog-end wrap">
        {may && transaction && (
          <Button className="secondary" onPress={() => setDeciding('accept')}>
            {say.asideAccept}
          </Button>
        )}
        {may && (
          <Button className="danger" onPress={() => setDeciding('void')}>
            {say.asideVoid}
          </Button>
        )}
        <Button className="secondary" autoFocus onPress={onClose}>
          {say.close}
        </Button>
      </div>
    </Dialog>
  );
}

function Lines({transaction}: {readonly transaction: RetailTransaction}) {
  const {say, language} = useLooks();
  const {currencyCode, lineItems, total} = transaction;
  const money = (amountMinor: number) => amountText(amountMinor, currencyCode, language);
  const rows = lineItems
    .filter(one => !one.voidFlag)
    .flatMap(one => {
      switch (one.kind) {
        case 'Sale':
        case 'Return': {
          const off = (one.priceModifiers ?? []).reduce((sum, more) => sum + more.amountMinor, 0);
          const amountMinor = one.extendedAmountMinor + off;
          const name = `${one.kind === 'Return' ? `${say.kindReturn}: ` : ''}${one.description ?? one.itemId}`;
          return [[one.lineNumber, name, one.kind === 'Return' ? -amountMinor : amountMinor]];
        }
        case 'Tender':
          return [[one.lineNumber, tenderWord(one.tenderType, say), one.amountMinor]];
        case 'TenderChange':
          return [[one.lineNumber, say.entryChange, -one.amountMinor]];
        case 'Tax':
          return [[one.lineNumber, `${say.entryTax} ${one.percent} %`, one.taxAmountMinor]];
        default:
          return 'amountMinor' in one ? [[one.lineNumber, one.kind, one.amountMinor]] : [];
      }
    });
  return (
    <table>
      <caption className="hidden">{say.entryLines}</caption>
      <tbody>
        {rows.map(([lineNumber, name, amountMinor]) => (
          <tr key={lineNumber}>
            <td>{name}</td>
            <td className="number">{money(Number(amountMinor))}</td>
          </tr>
        ))}
        <tr className="sum">
          <th scope="row">{say.entryTotal}</th>
          <td className="number">{money(total.transactionGrandAmountMinor)}</td>
        </tr>
      </tbody>
    </table>
  );
}
