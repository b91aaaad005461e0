import {fraction, type Random} from '@holdfast/std';
import {passesLuhn} from './card-network.ts';

/** A prefix of each network, with the lengths that it issues. */
const NETWORKS = [
  ['4', 16],
  ['4', 19],
  ['51', 16],
  ['55', 16],
  ['2221', 16],
  ['2720', 16],
  ['34', 15],
  ['37', 15],
  ['300', 14],
  ['3095', 14],
  ['36', 14],
  ['38', 16],
  ['3528', 16],
  ['3589', 19],
  ['6011', 16],
  ['649', 17],
  ['65', 18],
  ['62', 16],
  ['62', 19],
  ['81', 17],
  ['508', 16],
  ['60', 16],
  ['82', 16],
  ['5018', 14],
  ['6759', 18],
  ['6304', 19],
  ['2200', 16],
  ['5067', 16],
  ['6362', 16],
  ['5060', 19],
  ['9792', 16],
] as const;

/** A body's field, and the card number in it as it would be found again in a file. */
export interface PlantedCard {
  readonly digits: string;
  /** JSON of one member: `"name": value`, as a hostile program would write it. */
  readonly member: string;
  readonly form: string;
}

/** Full-width digits: what an input method makes of a number. */
const wide = (digits: string) =>
  digits.replace(/\d/g, digit => String.fromCharCode(0xff10 + Number(digit)));
const groups = (digits: string, gap: string) => (digits.match(/.{1,4}/g) ?? []).join(gap);
/** The last group of a grouped number has to be as long as cards print it. */
const grouped = (gap: string) => (digits: string) =>
  JSON.stringify(digits.length % 4 > 2 || digits.length % 4 === 0 ? groups(digits, gap) : digits);

const FORMS: Readonly<Record<string, (digits: string) => string>> = {
  plain: digits => `"note": "${digits}"`,
  'in a sentence': digits => `"note": "paid with ${digits}, thanks"`,
  blanks: digits => `"note": ${grouped(' ')(digits)}`,
  dashes: digits => `"note": ${grouped('-')(digits)}`,
  dots: digits => `"note": ${grouped('.')(digits)}`,
  'non-breaking blanks': digits => `"note": ${grouped('\u00a0')(digits)}`,
  'full width': digits => `"note": "${wide(digits)}"`,
  'field name': digits => `"${digits}": true`,
  nested: digits => `"x": {"deep": [0, {"deeper": [["${digits}"]]}]}`,
  number: digits => `"pan": ${digits}`,
  'track 1': digits => `"t": "%B${digits}^DOE/JANE^27121010000000000000?"`,
  'track 2': digits => `"t": ";${digits}=27121010000000000000?"`,
  escapes: digits => `"note": "\\u003${digits[0]}${digits.slice(1)}"`,
  'all escaped': digits => `"note": "${digits.replace(/\d/g, digit => `\\u003${digit}`)}"`,
  'escaped twice': digits => JSON.stringify({note: `\\u003${digits}`}).slice(1, -1),
  'glued to letters': digits => `"note": "ref:${digits}x"`,
};

/** So many planted cards of all networks and forms; the same seed plants the same. For tests. */
export function plantCards(random: Random, count: number): readonly PlantedCard[] {
  const forms = Object.entries(FORMS);
  return Array.from({length: count}, (_, at) => {
    const [prefix, length] = NETWORKS[at % NETWORKS.length] ?? ['4', 16];
    const [form, write] = forms[Math.floor(at / NETWORKS.length) % forms.length] ?? forms[0] ?? [];
    const digits = cardNumber(random, {prefix, length});
    return {digits, form: form ?? '', member: write?.(digits) ?? ''};
  });
}

function cardNumber(
  random: Random,
  {prefix, length}: {readonly prefix: string; readonly length: number},
): string {
  let digits = prefix;
  while (digits.length < length - 1) digits += Math.floor(fraction(random) * 10);
  const check = Array.from('0123456789').find(digit => passesLuhn(digits + digit));
  return `${digits}${check}`;
}
