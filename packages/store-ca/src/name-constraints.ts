import {AsnConvert} from '@peculiar/asn1-schema';
import {
  GeneralName,
  GeneralSubtree,
  GeneralSubtrees,
  id_ce_nameConstraints,
  NameConstraints,
} from '@peculiar/asn1-x509';
import {Extension} from '@peculiar/x509';
import {PRIVATE_STRETCHES} from './private-addresses.ts';

/** Covers itself and every name under it (RFC 5280 §4.2.1.10). */
const PERMITTED_NAME = 'local';

/**
 * What a certificate under this authority may speak for: `.local` names and private addresses.
 * Critical, so that whoever does not understand it refuses the authority altogether.
 */
export function storeNameConstraints(): Extension {
  const permitted = [
    new GeneralName({dNSName: PERMITTED_NAME}),
    ...PRIVATE_STRETCHES.map(iPAddress => new GeneralName({iPAddress})),
  ];
  const permittedSubtrees = new GeneralSubtrees(permitted.map(base => new GeneralSubtree({base})));
  const constraints = new NameConstraints({permittedSubtrees});
  return new Extension(id_ce_nameConstraints, true, AsnConvert.serialize(constraints));
}
