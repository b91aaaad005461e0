import {readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {parse} from 'smol-toml';
import {HubClient} from '../hub-client/hub-client.ts';

const example = (name: string) =>
  readFileSync(new URL(`../../../../docs/examples/${name}`, import.meta.url), 'utf8');

/** Where the examples lie that the demo's store is furnished from. */
export const EXAMPLE_ITEMS = fileURLToPath(
  new URL('../../../../docs/examples/items.csv', import.meta.url),
);

/**
 * Who sells in the demo's store, and who runs it. No PIN of them is a secret: they stand on the
 * screen of `npm start`.
 */
export const DEMO_OPERATORS = [
  {operatorId: '7', name: 'Ana', role: 'cashier', pin: '1234'},
  {operatorId: '8', name: '李梅', role: 'cashier', pin: '1234'},
  {operatorId: '9', name: 'Mia', role: 'supervisor', pin: '5678'},
] as const;
/** Signs in at the console. */
export const DEMO_MANAGER = {operatorId: '1', name: 'Mia', role: 'manager', pin: '2468'} as const;

/** Gives a hub the settings, items and operators of the examples, by the doors of a store. */
export async function furnishStore(hubDirectory: string): Promise<void> {
  const client = new HubClient(hubDirectory);
  await client.keepSettings(parse(example('store.toml')));
  await client.importItems(example('items.csv'), {dryRun: false});
  for (const operator of [...DEMO_OPERATORS, DEMO_MANAGER]) await client.keepOperator(operator);
}
