import {Fault, utf8Encode} from '@holdfast/std';

/** The two names a hub holds on its LAN: the one people read and the one browsers resolve. */
export interface HubNames {
  /** `Corner Store`; one DNS label of at most 63 bytes of UTF-8 (RFC 6763 §4.1.1). */
  readonly instance: string;
  /** `store-17`, without `.local`; letters, digits and inner hyphens (RFC 1123 §2.1). */
  readonly host: string;
}

const LABEL_BYTES_MAX = 63;
const HOST = /^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;

/**
 * Names as they can be announced. A dot would end the label, so each becomes a space (`St. Ives` is
 * `St Ives`). A name that is empty, too long or has control characters, and a host that is no host
 * label, is the fault `config/invalid`.
 */
export function parseHubNames({instance, host}: HubNames): HubNames {
  const label = instance.replace(/[.\s]+/g, ' ').trim();
  const bytes = utf8Encode(label).length;
  if (bytes === 0 || bytes > LABEL_BYTES_MAX || /\p{Cc}/u.test(label))
    throw new Fault('config/invalid', {field: 'instance', reason: 'must be 1 to 63 bytes of text'});
  if (!HOST.test(host))
    throw new Fault('config/invalid', {
      field: 'host',
      reason: 'must be 1 to 63 letters, digits or inner hyphens',
    });
  return {instance: label, host};
}

/** How many names of each kind have been tried, this one included. */
export interface HubNameTries {
  readonly instance: number;
  readonly host: number;
}

/**
 * The names to use after so many were found taken: `Store`, `Store (2)`, `Store (3)` and `store`,
 * `store-2`, `store-3` (RFC 6763 appendix D). Shortened where the number needs the room, so each
 * stays a legal label.
 */
export function numberedNames({instance, host}: HubNames, tries: HubNameTries): HubNames {
  return {
    instance: tries.instance === 1 ? instance : fit(instance, ` (${tries.instance})`),
    host: tries.host === 1 ? host : fit(host, `-${tries.host}`),
  };
}

/** `stem` and `suffix` in 63 bytes, cutting whole characters off the stem. */
function fit(stem: string, suffix: string): string {
  const characters = [...stem];
  while (utf8Encode(characters.join('') + suffix).length > LABEL_BYTES_MAX) characters.pop();
  return characters.join('').replace(/[\s-]+$/, '') + suffix;
}
