import {existsSync, readFileSync} from 'node:fs';
import {writeFileDurably} from '@holdfast/platform-node';
import {Fault} from '@holdfast/std';
import {
  bytesSchema,
  changeOfHubTextSchema,
  hubIdSchema,
  knownLaneSchema,
  ledgerIdSchema,
  positionSchema,
  rosterChangedSchema,
  sha256Schema,
  type TakenOver,
} from '@holdfast/wire';
import * as z from 'zod';

/** What a hub took over from the one before it, as it lies beside its ledgers. */
const adoptionSchema = z.object({
  v: z.literal(1),
  /** The word by which this hub is the store's. */
  change: changeOfHubTextSchema,
  /** The hubs before it whose roster copies are believed. */
  hubsBefore: z.array(hubIdSchema).readonly(),
  predecessor: z
    .object({ledgerId: ledgerIdSchema, position: positionSchema, head: sha256Schema})
    .readonly()
    .optional(),
  /** The roster of the hub before. */
  changes: z.array(rosterChangedSchema).readonly(),
  /** How far the journals were known, by the hub before or at head office. */
  lanes: z.array(knownLaneSchema).readonly().optional(),
  /** Head office's word about what is held, where it could be asked. */
  heldStatements: z.array(bytesSchema({min: 100, max: 400})).readonly(),
});
export type Adoption = z.output<typeof adoptionSchema>;

/** What a hub keeps of the store that head office handed over to it. */
export function adoptionOf({authority: _, ...takenOver}: TakenOver): Adoption {
  return {v: 1, ...takenOver};
}

/** `undefined` for a hub that never took over from another. */
export function readAdoption(file: string): Adoption | undefined {
  if (!existsSync(file)) return undefined;
  try {
    return adoptionSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    throw new Fault('database/corrupt', {file, reason: 'is no adoption'}, {cause});
  }
}

export function writeAdoption(file: string, adoption: Adoption): void {
  writeFileDurably(file, `${JSON.stringify(adoptionSchema.parse(adoption), null, 2)}\n`);
}
