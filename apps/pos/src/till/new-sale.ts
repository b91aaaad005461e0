import {webClock, webRandom} from '@holdfast/platform-web';
import {toBase64Url} from '@holdfast/std';
import {zonedDateTime} from '../sale/make-transaction.ts';
import {beginSale, type OpenSale} from '../sale/open-sale.ts';

/** An empty sale, under an id that no other sale has. */
export function newSale(training: boolean): OpenSale {
  const saleId = toBase64Url(webRandom.bytes(16));
  return beginSale({saleId, beganAt: zonedDateTime(webClock.wallMs()), training});
}
