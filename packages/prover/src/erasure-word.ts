import type {ErasedName} from '@holdfast/checkers';
import {hex, unbase64url} from './verify/bytes.ts';

/** What an erasure names: docs/protocol.md, `erasure`. Nothing for a body that is none. */
export function readErasureWord(body: Uint8Array): readonly ErasedName[] {
  let json: {readonly entries?: unknown};
  try {
    json = JSON.parse(new TextDecoder().decode(body));
  } catch {
    return [];
  }
  const entries: readonly Readonly<Record<string, unknown>>[] = Array.isArray(json.entries)
    ? json.entries
    : [];
  return entries.flatMap(({key, personalSha256}) => {
    const {journalId, sequenceNumber} = Object(key) as Readonly<Record<string, unknown>>;
    if (typeof journalId !== 'string' || typeof sequenceNumber !== 'number') return [];
    return [{journalId, sequenceNumber, personalSha256: hex(unbase64url(personalSha256))}];
  });
}
