/**
 * Where a gateway takes what hubs send. All are POST. The version in the path is that of the
 * messages.
 */
export const WAN_PATHS = {
  /** An enrol message; answered with enrolled. */
  enrolments: '/v1/enrolments',
  /** A probe; answered with probeAnswer. */
  probe: '/v1/probe',
  /** The bytes of one segment; answered with forwardEntriesAnswer. */
  segments: '/v1/segments',
  /** A ledgerStatus message; answered with ledgerStatusAnswer. */
  ledgerStatus: '/v1/ledger-status',
  /** An exportManifest, from a stick; answered with exportAnswer. */
  exports: '/v1/exports',
} as const;
