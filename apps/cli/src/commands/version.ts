import {VERSION} from '@holdfast/hub/client';
import {lanVersions, wanVersions} from '@holdfast/wire';
import type {Command} from 'commander';
import {printJson, printLine} from '../output/print.ts';

export function addVersionCommand(program: Command): void {
  program
    .command('version')
    .description('which version this is, and which protocol versions it speaks')
    .option('--json', 'as one JSON document')
    .action(({json}: {readonly json?: boolean}) => {
      const {version: node, platform, arch} = process;
      const protocols = {lan: lanVersions(), wan: wanVersions()};
      if (json) {
        printJson({
          schema: 'holdfast.version/1',
          version: VERSION,
          protocols,
          node,
          platform,
          arch,
        });
        return;
      }
      printLine(`holdfast ${VERSION}`);
      printLine(`protocols  LAN ${protocols.lan.join(', ')} · WAN ${protocols.wan.join(', ')}`);
      printLine(`runtime    Node ${node} on ${platform} ${arch}`);
    });
}
