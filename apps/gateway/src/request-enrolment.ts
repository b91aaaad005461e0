import {readFileSync} from 'node:fs';
import {Fault, utf8Decode, utf8Encode} from '@holdfast/std';
import type {EnrolmentPurpose} from '@holdfast/wire';
import * as z from 'zod';
import {askDoor} from './ask-door.ts';
import {doorProblem} from './door-problem.ts';
import {readDoor} from './gateway-door.ts';
import {secretFiles} from './secrets.ts';

const enrolmentSchema = z.object({
  retailStoreId: z.string(),
  expiresAtMs: z.int(),
  code: z.string(),
  link: z.string(),
});

/** A link that takes one hub in, once. */
export type Enrolment = z.output<typeof enrolmentSchema>;

export interface EnrolmentWanted {
  readonly retailStoreId: string;
  /** A day, unless it is said otherwise. */
  readonly ttlMs?: number;
  /** `host:port` that this hub reaches the gateway by, where it is not the public one. */
  readonly address?: string;
  /** To let a hub in, unless it is to take a store over. */
  readonly purpose?: EnrolmentPurpose;
}

/**
 * Asks the gateway that runs with this data directory for an enrolment link: for commands on its
 * own machine, run by whoever may read its keys. Throws `gateway/unreachable`, or the fault it
 * answers with.
 */
export async function requestEnrolment(
  dataDir: string,
  wanted: EnrolmentWanted,
): Promise<Enrolment> {
  const door = readDoor(dataDir);
  const authorization = `Bearer ${readToken(dataDir)}`;
  const answer = await askDoor(door, {
    path: '/v1/enrolment-codes',
    headers: {'content-type': 'application/json', authorization},
    body: utf8Encode(JSON.stringify(wanted)),
  });
  if (answer.status !== 201) throw doorProblem(answer);
  return enrolmentSchema.parse(JSON.parse(utf8Decode(answer.body)));
}

function readToken(dataDir: string): string {
  const file = secretFiles(dataDir).adminToken;
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (cause) {
    throw new Fault('request/unauthorized', {file, reason: 'cannot be read'}, {cause});
  }
}
