import {Button} from 'react-aria-components/Button';
import {endingOf} from '../sale/settlement.ts';
import {useLooks} from './looks.tsx';
import {moneyText} from './money-text.ts';
import type {PayFrame} from './pay-frame.ts';

/** Everything is paid, or more than everything: Enter ends the sale. */
export function PaidForm(props: PayFrame) {
  const {sale, settings, settlement, saving} = props;
  const {say, language} = useLooks();
  const ending = endingOf(sale, {settings, moreCashMinor: 0});
  const over = settlement.state === 'over';
  const amount = moneyText(Math.abs(settlement.restMinor), {
    ...{language, currencyCode: settings.currency},
  });
  return (
    <form
      className="pay-step"
      onSubmit={event => {
        event.preventDefault();
        if (ending) props.onPay(0);
      }}
    >
      <p className="total change" data-short={over} role="status">
        <output>{over ? say.paidOver({amount}) : say.paidAll}</output>
      </p>
      {props.notes}
      <div className="row">
        <Button className="secondary" isDisabled={saving} onPress={props.onBack}>
          {say.backToSale}
        </Button>
        <Button type="submit" className="primary pay" autoFocus isDisabled={!ending || saving}>
          {saving ? say.saving : say.finishSale}
        </Button>
      </div>
    </form>
  );
}
