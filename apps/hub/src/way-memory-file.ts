import {existsSync, readFileSync} from 'node:fs';
import {writeFileDurably} from '@holdfast/platform-node';
import type {Log} from '@holdfast/std';
import type {WayMemories} from '@holdfast/uplink';
import * as z from 'zod';

const fileSchema = z.array(
  z.object({
    name: z.string(),
    periodStartDay: z.int(),
    usedBytes: z.int().min(0),
    usualSource: z.string().exactOptional(),
    wish: z.enum(['preferred', 'paused']).exactOptional(),
  }),
);

/**
 * Keeps the byte counts of metered lines, and what a person wished of each line, over restarts.
 * Losing the file costs this month's count and those wishes, no more.
 */
export function wayMemoryFile(file: string, log: Log): WayMemories {
  let last = '';
  return {
    async read() {
      if (!existsSync(file)) return [];
      try {
        return fileSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
      } catch (error) {
        log.warn('uplink.memory-unreadable', {file, error: String(error)});
        return [];
      }
    },
    async save(memories) {
      const text = `${JSON.stringify(memories)}\n`;
      if (text === last) return; // a sync every few seconds for nothing wears a cheap disk
      writeFileDurably(file, text);
      last = text;
    },
  };
}
