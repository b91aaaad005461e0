import {parseBody} from '@holdfast/domain';

/**
 * The submission's name where the application wrote it into the transaction, as `submissionId`: for
 * those that cannot set a header. The bytes are kept as they are, this field too.
 */
export function submissionIdIn(body: Uint8Array): string | undefined {
  const parsed = parseBody(body);
  if (!parsed.ok || typeof parsed.value !== 'object' || parsed.value === null) return undefined;
  const submissionId: unknown = Reflect.get(parsed.value, 'submissionId');
  return typeof submissionId === 'string' ? submissionId : undefined;
}
