import {
  type Bytes,
  type Digest,
  Fault,
  fromBase64Url,
  type PublicKey,
  type SignatureVerifier,
  type SigningKey,
  toBase64Url,
  utf8Decode,
  utf8Encode,
} from '@holdfast/std';
import {parsePublicKeyText, publicKeyText} from '@holdfast/trust';
import {
  answerSigningMessage,
  type Enrol,
  type Enrolled,
  enrolledSchema,
  enrolmentProofMessage,
  hubIdOf,
  WAN_PATHS,
  WAN_PROTOCOL_VERSION,
} from '@holdfast/wire';
import * as z from 'zod';
import type {Way} from './ports.ts';

/** Why head office should let a hub in. */
export type EnrolmentProof = {readonly codeProof: Bytes} & Pick<Enrol, 'change' | 'claim'>;

/** Who wants to be let in, and where. */
export interface Applicant {
  readonly identity: SigningKey;
  readonly retailStoreId: string;
  readonly name: string;
  readonly digest: Digest;
  readonly verifier: SignatureVerifier;
}

/** What head office answered, signed by the key that it names. */
export interface Admission {
  readonly enrolled: Enrolled;
  readonly gatewayPublicKey: PublicKey;
}

/**
 * Asks head office over one way to take a hub in. The answer is believed as far as its signature
 * reaches: by the key that it names itself, which the caller compares where it knows one. Throws
 * `enrolment/refused` with head office's reason, `gateway/busy`, `gateway/untrusted`, or what the
 * way throws. Asked again with the same hub key after a lost answer, head office answers the same.
 */
export async function askForAdmission(
  way: Pick<Way, 'exchange'>,
  {applicant, proof}: {readonly applicant: Applicant; readonly proof: EnrolmentProof},
  signal: AbortSignal,
): Promise<Admission> {
  const body = utf8Encode(JSON.stringify(await enrolRequest(applicant, proof)));
  const path = WAN_PATHS.enrolments;
  const request = {path, mediaType: 'application/json', body, headers: {}} as const;
  const answer = await way.exchange(request, signal);
  const {status} = answer;
  if (status >= 400) {
    const reason = problemTitle(answer.body) ?? `status ${status}`;
    const busy = status === 408 || status === 429 || status >= 500;
    throw new Fault(busy ? 'gateway/busy' : 'enrolment/refused', {status, reason});
  }
  const enrolled = enrolledSchema.safeParse(readJson(answer.body));
  if (!enrolled.success) throw untrusted('the answer is not that of a gateway');
  const gatewayPublicKey = parsePublicKeyText(enrolled.data.gatewayPublicKey);
  const signature = fromBase64Url(answer.signature);
  if (!gatewayPublicKey.ok || !signature) throw untrusted('the answer is not signed');
  const signed = await applicant.verifier.verify({
    publicKey: gatewayPublicKey.value,
    message: answerSigningMessage(applicant.digest, {request: body, answer: answer.body}),
    signature,
  });
  if (!signed) throw untrusted('the answer is not signed by the key it names');
  return {enrolled: enrolled.data, gatewayPublicKey: gatewayPublicKey.value};
}

async function enrolRequest(
  applicant: Applicant,
  {codeProof, ...more}: EnrolmentProof,
): Promise<Enrol> {
  const {identity, retailStoreId, name, digest} = applicant;
  const hubId = hubIdOf(digest, identity.publicKey);
  const proof = await identity.sign(
    enrolmentProofMessage(digest, {hubId, retailStoreId, codeProof}),
  );
  return {
    v: WAN_PROTOCOL_VERSION,
    type: 'enrol',
    hubId,
    hubPublicKey: publicKeyText(identity.publicKey),
    retailStoreId,
    name,
    codeProof: toBase64Url(codeProof),
    proof: toBase64Url(proof),
    ...more,
  };
}

function untrusted(reason: string): Fault {
  return new Fault('gateway/untrusted', {reason});
}

function readJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(utf8Decode(bytes));
  } catch {
    return undefined;
  }
}

const problemSchema = z.object({title: z.string().max(500)});

/** RFC 9457 §3.1.3. */
function problemTitle(bytes: Uint8Array): string | undefined {
  return problemSchema.safeParse(readJson(bytes)).data?.title;
}
