/**
 * What hubs are announced as (RFC 6763 §7; the name keeps to RFC 6335 §5.1: at most 15 letters).
 * Discovery only nominates: whoever answers here still has to prove its key.
 */
export const HUB_SERVICE_TYPE = '_holdfast._tcp';
