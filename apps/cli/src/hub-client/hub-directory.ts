import {readConfig} from '@holdfast/config-toml';
import {hubConfigSchema} from '@holdfast/hub/client';
import * as z from 'zod';
import {configFiles} from '../commands/config-files.ts';

/** Of a hub's configuration, all that its clients need to find it. */
const placeSchema = z.object({data_dir: hubConfigSchema.shape.data_dir});

/** The data directory of this machine's hub: as named, or else as the hub's configuration says. */
export function hubDirectory(named: string | undefined): string {
  if (named !== undefined) return named;
  const files = configFiles('hub', undefined);
  return readConfig(placeSchema, {files, environment: process.env}).value.data_dir;
}
