import {logBytesPerPayloadByte} from '@holdfast/ledger-libsql/testing';
import {aim, type Report, show} from './report.ts';
import {realisticSales} from './work-load.ts';

const PAGES = [512, 1024, 2048, 4096, 8192];
/** What the ledger has. */
const PAGE_CHOSEN = 1024;
const TILLS = [1, 2, 4, 8, 32];
const TILLS_AIMED_AT = 4;
const GROUPS = 200;

/** What is written to the log for a byte of payload, by the size of its pages: counted. */
export async function bytesBench(): Promise<Report> {
  const bodies = realisticSales(1_000);
  const rows: string[][] = [];
  let chosen = Number.NaN;
  for (const pageBytes of PAGES) {
    const figures: string[] = [];
    for (const tills of TILLS) {
      const written = await logBytesPerPayloadByte({pageBytes, tills, groups: GROUPS, bodies});
      figures.push(show(written));
      if (pageBytes === PAGE_CHOSEN && tills === TILLS_AIMED_AT) chosen = written;
    }
    rows.push([pageBytes.toLocaleString('en-GB'), ...figures]);
  }
  const head = ['bytes a page', ...TILLS.map(tills => `${tills} a group`)];
  return {
    part: 'bytes',
    title: 'Bytes written to the log a byte of payload, before checkpoints',
    tables: [{head, rows}],
    aims: [aim('pages of 1,024 bytes, 4 tills', {atMost: 1.6}, {measured: chosen})],
    notes: ['Payload is what a till sends to be kept: header, body and signature.'],
  };
}
