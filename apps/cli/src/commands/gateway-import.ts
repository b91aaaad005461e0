import {importStick} from '@holdfast/gateway';
import {DurableFolder} from '@holdfast/platform-node';
import {EXIT} from '../output/exit-code.ts';
import {carriedLines, carriedOf, fact, heldLines, statementsText} from '../output/export-lines.ts';
import {printJson, printLine} from '../output/print.ts';
import {Progress} from '../output/progress.ts';
import {plural} from '../output/quantity-text.ts';
import {inColour, type Paint, painter} from '../output/style.ts';

type Delivered = Awaited<ReturnType<typeof importStick>>;

/** Takes a stick in at the gateway of a data directory, and tells what it was. */
export async function importAtGateway(options: {
  readonly dataDir: string;
  readonly from: string;
  readonly json: boolean;
}): Promise<void> {
  const {dataDir, from, json} = options;
  let progress: Progress | undefined;
  const delivered = await importStick({
    dataDir,
    folder: new DurableFolder(from),
    onProgress(done, total) {
      progress ??= new Progress('Taking in', {total});
      progress.at(done);
    },
  }).finally(() => progress?.end());
  const {manifest, sums, answer, segments, accepted, diverged} = delivered;
  if (json) {
    const {contentSha256} = carriedOf(manifest);
    const {retailStoreId, hubId} = manifest;
    const content = {retailStoreId, hubId, sums, contentSha256, ledgers: answer.ledgers};
    const counts = {segments, accepted, diverged, statements: answer.heldStatements.length};
    printJson({schema: 'holdfast.gateway-import/1', ok: diverged === 0, ...content, ...counts});
  } else {
    for (const line of deliveredLines(delivered, painter(inColour(process.stdout)))) {
      printLine(line);
    }
  }
  process.exitCode = diverged === 0 ? EXIT.ok : EXIT.mismatch;
}

function deliveredLines(delivered: Delivered, paint: Paint): string[] {
  const {manifest, sums, answer, segments, accepted, diverged} = delivered;
  const {retailStoreId, storeName = '', hubId} = manifest;
  const known = segments - accepted - diverged;
  const news =
    accepted === 0 ? 'all of it was known' : `${plural(accepted, 'file')} new, ${known} known`;
  return [
    diverged === 0
      ? paint('good', '✓ Taken in. The stick carries the statements back to the store.')
      : paint('bad', `✗ ${plural(diverged, 'file')} of another history: kept as evidence.`),
    fact(paint, 'store', `${retailStoreId} ${storeName}`.trim()),
    fact(paint, 'hub', hubId),
    ...carriedLines({sums, contentSha256: carriedOf(manifest).contentSha256}, paint),
    fact(paint, 'files', news),
    ...heldLines(answer.ledgers, paint),
    fact(paint, 'signed', statementsText(answer.heldStatements.length)),
  ];
}
