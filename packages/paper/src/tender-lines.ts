import {formatAmount, type RetailTransaction, type TenderType} from '@holdfast/domain';
import {type Language, type Messages, messagesIn} from '@holdfast/messages';
import type {PaperBlock} from '@holdfast/wire';

/** How it was paid: tenders, cash rounding, change. */
export function tenderBlocks(
  {lineItems, currencyCode}: RetailTransaction,
  language: Language,
): PaperBlock[] {
  const say = messagesIn(language);
  const besides = (left: string, minor: number): PaperBlock => ({
    kind: 'columns',
    left,
    right: formatAmount(minor, currencyCode),
  });
  return lineItems
    .filter(({voidFlag}) => !voidFlag)
    .flatMap(line => {
      if (line.kind === 'Rounding') return [besides(say.paperRounding, line.amountMinor)];
      if (line.kind === 'TenderChange') return [besides(say.change, line.amountMinor)];
      if (line.kind !== 'Tender') return [];
      const {cardNumberMasked, offlineFlag, authorizationCode} = line;
      const more = [
        cardNumberMasked,
        authorizationCode,
        offlineFlag ? say.paperOffline : undefined,
      ];
      const details = more.filter(one => one !== undefined).join(' · ');
      return [
        besides(tenderName(line.tenderType, say), line.amountMinor),
        ...(details === '' ? [] : [{kind: 'text', text: `  ${details}`} as const]),
      ];
    });
}

function tenderName(type: TenderType, say: Messages): string {
  const names: Readonly<Record<TenderType, string>> = {
    cash: say.cash,
    creditDebit: say.paperCard,
    mobileWallet: say.paperWallet,
    giftCard: say.paperGiftCard,
    voucher: say.paperVoucher,
    storeCredit: say.paperStoreCredit,
    customerAccount: say.paperAccount,
    bankTransfer: say.paperTransfer,
    check: say.paperCheck,
    loyalty: say.paperLoyalty,
    other: say.paperOtherTender,
  };
  return names[type];
}
