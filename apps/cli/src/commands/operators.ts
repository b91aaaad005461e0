import {pinSchema, ROLES} from '@holdfast/catalogue';
import type {StoreSummary} from '@holdfast/hub/client';
import {Fault} from '@holdfast/std';
import {type Command, Option} from 'commander';
import {HubClient} from '../hub-client/hub-client.ts';
import {hubDirectory} from '../hub-client/hub-directory.ts';
import {readLine} from '../input/read-line.ts';
import {printJson, printLine} from '../output/print.ts';
import {inColour, painter} from '../output/style.ts';
import {tableLines} from '../output/table.ts';

interface OperatorsOptions {
  readonly data?: string;
  readonly json?: boolean;
}

export function addOperatorsCommand(program: Command): void {
  const operators = program.command('operators').description('who may sign on at a till');
  describe(operators.command('ls').description('list them')).action(
    async (options: OperatorsOptions) => print(await clientOf(options).store(), options),
  );
  describe(
    operators
      .command('add')
      .argument('<id>', 'as it stands in every transaction: 7, ana')
      .requiredOption('--name <name>', 'as it stands on screens and receipts')
      .addOption(new Option('--role <role>', 'what they may do').choices(ROLES).default('cashier'))
      .description(
        'add one, or give one another name, role and PIN; reads the PIN from standard input',
      ),
  ).action(async (operatorId: string, options: OperatorsOptions & {name: string; role: string}) => {
    const pin = (await readLine({question: 'PIN (4 to 8 digits):', key: 'PIN'})).trim();
    if (!pinSchema.safeParse(pin).success)
      throw new Fault('config/invalid', {key: 'PIN', reason: 'must be 4 to 8 digits'});
    const {name, role} = options;
    print(await clientOf(options).keepOperator({operatorId, name, role, pin}), options);
  });
  describe(
    operators.command('remove').argument('<id>').description('take one out; tills know it at once'),
  ).action(async (operatorId: string, options: OperatorsOptions) =>
    print(await clientOf(options).removeOperator(operatorId), options),
  );
}

function describe(command: Command): Command {
  return command
    .option('--data <dir>', 'data directory of the hub (default: as its configuration says)')
    .option('--json', 'as one JSON document');
}

function clientOf({data}: OperatorsOptions): HubClient {
  return new HubClient(hubDirectory(data));
}

function print({operators}: StoreSummary, {json}: OperatorsOptions): void {
  if (json) {
    printJson({schema: 'holdfast.operators/1', operators});
    return;
  }
  if (operators.length === 0) {
    printLine('nobody yet: holdfast operators add 7 --name Ana');
    return;
  }
  const columns = [{title: 'id'}, {title: 'name'}, {title: 'role'}];
  const rows = operators.map(({operatorId, name, role}) => [operatorId, name, role]);
  for (const line of tableLines({columns, rows}, painter(inColour(process.stdout))))
    printLine(line);
}
