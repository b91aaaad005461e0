import {mkdtempSync, rmSync, statSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {accepted, openMemoryLedger, TestLane} from '@holdfast/ledger/testing';
import {nodeDigest} from '@holdfast/platform-node';
import type {Bytes} from '@holdfast/std';
import {openDatabase} from '@holdfast/strict-libsql';
import {groupToRow} from '../ledger-rows.ts';
import {LEDGER_SCHEMA} from '../ledger-schema.ts';

const ADD_GROUP = `
  INSERT INTO commit_group
    (first, last, all_lanes, codec, head_before, head, digest, lanes, entries)
  VALUES (:first, :last, :allLanes, :codec, :headBefore, :head, :digest, :lanes, :entries)`;

/**
 * What a ledger writes to its log for a byte of payload, before any checkpoint: so many tills in
 * every group, an entry with one of these bodies each. Payload is what a till sends to be kept:
 * header, body and signature. Counted in the file, so the same on every machine.
 */
export async function logBytesPerPayloadByte(options: {
  readonly pageBytes: number;
  readonly tills: number;
  readonly groups: number;
  readonly bodies: readonly Bytes[];
}): Promise<number> {
  const {pageBytes, tills, groups, bodies} = options;
  const {ledger, store} = await openMemoryLedger({digest: nodeDigest});
  const lanes = Array.from(
    {length: tills},
    (_, at) => new TestLane({digest: nodeDigest, workstationId: `W${at + 1}`}),
  );
  let payloadBytes = 0;
  let next = 0;
  for (let group = 0; group < groups; group++) {
    const entries = lanes.map(lane => {
      const body = bodies[next++ % bodies.length] ?? new Uint8Array();
      const entry = lane.next({body});
      payloadBytes += entry.headerBytes.length + body.length + entry.signature.length;
      return entry;
    });
    await Promise.all(entries.map(entry => ledger.append(accepted(entry))));
  }
  const directory = mkdtempSync(join(tmpdir(), 'holdfast-'));
  const path = join(directory, 'ledger.db');
  const file = openDatabase({path, mode: 'create', schema: LEDGER_SCHEMA, pageBytes});
  try {
    for (const group of store.disk.groups) {
      file.write(() => file.run(ADD_GROUP, groupToRow(group)));
    }
    return statSync(`${path}-wal`).size / payloadBytes;
  } finally {
    file.close();
    rmSync(directory, {recursive: true});
  }
}
