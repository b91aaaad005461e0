import type {EnrolmentRecord, HubRecord} from '@holdfast/fleet';
import {assert, fromBase64Url, type PublicKey, toBase64Url} from '@holdfast/std';
import {type Database, type Row, readBytes, readInteger, readUtf8} from '@holdfast/strict-libsql';
import {type HubId, hubIdFromBytes, idBytes} from '@holdfast/wire';

const HUB = `
  hub_id, CAST(retail_store_id AS BLOB) AS retail_store_id, CAST(algorithm AS BLOB) AS algorithm,
  public_key, CAST(name AS BLOB) AS name, enrolled_at_ms`;
const FIND_HUB = `SELECT ${HUB} FROM hub WHERE hub_id = :hubId`;
const ALL_HUBS = `SELECT ${HUB} FROM hub ORDER BY retail_store_id, enrolled_at_ms LIMIT 100000`;
const ADD_HUB = `
  INSERT INTO hub (hub_id, retail_store_id, algorithm, public_key, name, enrolled_at_ms)
  VALUES (:hubId, :retailStoreId, :algorithm, :publicKey, :name, :enrolledAtMs)
  ON CONFLICT DO NOTHING`;
const UNUSED = `
  SELECT enrolment_id, CAST(retail_store_id AS BLOB) AS retail_store_id, created_at_ms, expires_at_ms
  FROM enrolment WHERE retail_store_id = :retailStoreId AND used_by IS NULL
  ORDER BY created_at_ms LIMIT 1000`;
const DROP_EXPIRED = `
  DELETE FROM enrolment
  WHERE retail_store_id = :retailStoreId AND used_by IS NULL AND expires_at_ms <= :nowMs`;
const ADD_ENROLMENT = `
  INSERT INTO enrolment (enrolment_id, retail_store_id, created_at_ms, expires_at_ms)
  VALUES (:enrolmentId, :retailStoreId, :createdAtMs, :expiresAtMs)`;
const OPEN_ENROLMENT = `
  SELECT expires_at_ms FROM enrolment WHERE enrolment_id = :enrolmentId AND used_by IS NULL`;
const USE_ENROLMENT = `
  UPDATE enrolment SET used_by = :hubId WHERE enrolment_id = :enrolmentId AND used_by IS NULL`;

/** The two columns of a key, as a key. */
export function readPublicKey(row: Row): PublicKey {
  const algorithm = readUtf8(row, 'algorithm');
  assert(algorithm === 'ed25519' || algorithm === 'p256', 'a stored key is of a kind we know');
  return {algorithm, bytes: readBytes(row, 'public_key')};
}

function readHub(row: Row): HubRecord {
  return {
    hubId: hubIdFromBytes(readBytes(row, 'hub_id')),
    retailStoreId: readUtf8(row, 'retail_store_id'),
    publicKey: readPublicKey(row),
    name: readUtf8(row, 'name'),
    enrolledAtMs: readInteger(row, 'enrolled_at_ms'),
  };
}

export function findHub(database: Database, hubId: HubId): HubRecord | undefined {
  const row = database.get(FIND_HUB, {hubId: idBytes(hubId)});
  return row && readHub(row);
}

export function allHubs(database: Database): readonly HubRecord[] {
  return database.all(ALL_HUBS).map(readHub);
}

function enrolmentIdBytes(enrolmentId: string): Uint8Array {
  const bytes = fromBase64Url(enrolmentId);
  assert(bytes, 'an enrolment id is base64url');
  return bytes;
}

export function unusedEnrolments(
  database: Database,
  retailStoreId: string,
): readonly EnrolmentRecord[] {
  return database.all(UNUSED, {retailStoreId}).map(row => ({
    enrolmentId: toBase64Url(readBytes(row, 'enrolment_id')),
    retailStoreId: readUtf8(row, 'retail_store_id'),
    createdAtMs: readInteger(row, 'created_at_ms'),
    expiresAtMs: readInteger(row, 'expires_at_ms'),
    usedBy: undefined,
  }));
}

/** Inside a write. */
export function addEnrolment(
  database: Database,
  enrolment: EnrolmentRecord,
  openMax: number,
): 'added' | 'tooMany' {
  const {enrolmentId, retailStoreId, createdAtMs, expiresAtMs} = enrolment;
  database.run(DROP_EXPIRED, {retailStoreId, nowMs: createdAtMs});
  if (unusedEnrolments(database, retailStoreId).length >= openMax) return 'tooMany';
  const row = {retailStoreId, createdAtMs, expiresAtMs};
  database.run(ADD_ENROLMENT, {...row, enrolmentId: enrolmentIdBytes(enrolmentId)});
  return 'added';
}

/** Inside a write. */
export function enrolHub(
  database: Database,
  hub: HubRecord,
  enrolmentId: string,
): 'enrolled' | 'taken' {
  const {retailStoreId, name, enrolledAtMs, publicKey} = hub;
  const hubId = idBytes(hub.hubId);
  const key = {algorithm: publicKey.algorithm, publicKey: publicKey.bytes};
  const permit = {enrolmentId: enrolmentIdBytes(enrolmentId)};
  if (database.get(OPEN_ENROLMENT, permit) === undefined) return 'taken';
  const added = database.run(ADD_HUB, {hubId, retailStoreId, ...key, name, enrolledAtMs});
  if (added.changes === 0) return 'taken';
  database.run(USE_ENROLMENT, {hubId, ...permit});
  return 'enrolled';
}
