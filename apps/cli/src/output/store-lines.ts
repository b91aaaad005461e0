import type {StoreSummary} from '@holdfast/hub/client';
import {plain} from './plain.ts';
import {clockText} from './time-text.ts';

type Settings = NonNullable<StoreSummary['settings']>;

/** What a store is and sells, in a few lines. */
export function storeLines(summary: StoreSummary): string[] {
  const {settings, items, catalogueChangedAtMs, operators} = summary;
  if (!settings) return ['This store has no settings yet: holdfast store set FILE'];
  const {logo} = settings.receipt;
  const taxes = settings.tax_group.map(
    ({id, percent, included}) => `${id} ${percent} % ${included ? 'included' : 'added'}`,
  );
  const asOf = items === 0 ? '' : `, as of ${clockText(catalogueChangedAtMs)}`;
  return [
    `${plain(settings.name)} · ${settings.currency}`,
    ...settings.address.map(line => `  ${plain(line)}`),
    ...(settings.tax_id === '' ? [] : [`  tax id ${plain(settings.tax_id)}`]),
    `taxes      ${taxes.join(' · ')}`,
    `tenders    ${settings.tenders.map(({id}) => id).join(' · ')}`,
    `discounts  ${discountText(settings.discount)}`,
    ...(settings.cash_rounding ? [`rounding   ${settings.cash_rounding} in cash`] : []),
    ...settings.price_barcode.map(({pattern}) => `labels     ${pattern}`),
    ...(logo ? [`logo       ${logo.width_dots} by ${logo.height_dots} dots`] : []),
    `catalogue  ${items} items${asOf}`,
    `operators  ${operators.length}`,
  ];
}

function discountText({
  cashier_percent_max: cashier,
  supervisor_percent_max: more,
}: Settings['discount']) {
  return `cashiers to ${cashier} %, supervisors to ${more} %, managers above`;
}
