import type {LedgerHit} from '@holdfast/hub/console';
import {CustodyMark} from '@holdfast/ui';
import {Button} from 'react-aria-components/Button';
import {amountText} from './amount-text.ts';
import {custodyWord, kindWord} from './entry-words.ts';
import {useLooks} from './looks.tsx';

/** Transactions, newest first; each opens with all its lines. */
export function HitTable(props: {
  readonly hits: readonly LedgerHit[];
  readonly onOpen: (path: string) => void;
}) {
  const {hits, onOpen} = props;
  const {say, language} = useLooks();
  return (
    <div className="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">{say.ledgerReceipt}</th>
            <th scope="col">{say.ledgerDay}</th>
            <th scope="col">{say.ledgerKind}</th>
            <th scope="col" className="number">
              {say.ledgerAmount}
            </th>
            <th scope="col">{say.ledgerWhere}</th>
          </tr>
        </thead>
        <tbody>
          {hits.map(hit => {
            const {receiptNumber, journalId, sequenceNumber, quarantined, voided, custody} = hit;
            const look = custody === 'held' ? 'held' : 'recorded';
            return (
              <tr key={`${journalId} ${sequenceNumber}`}>
                <th scope="row">
                  <Button
                    className="link"
                    aria-label={say.ledgerShow({name: receiptNumber})}
                    onPress={() => onOpen(`${journalId}/${sequenceNumber}`)}
                  >
                    <span translate="no">{receiptNumber}</span>
                  </Button>
                </th>
                <td>{hit.businessDayDate ?? '–'}</td>
                <td>
                  {kindWord(hit.kind, say)}
                  {(quarantined || voided) && (
                    <strong className="aside">
                      {' '}
                      ! {voided ? say.ledgerVoided : say.ledgerAside}
                    </strong>
                  )}
                </td>
                <td className="number">
                  {amountText(hit.amountMinor, hit.currencyCode, language)}
                </td>
                <td>
                  <CustodyMark custody={look} label={custodyWord(custody, say)} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
