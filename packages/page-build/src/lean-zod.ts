import {dirname} from 'node:path';
import type {Plugin} from 'esbuild';

/**
 * zod carries its error texts in fifty languages, and none can be left out from outside: together
 * they weigh as much as React. People read our own catalogue; what zod says goes to logs.
 */
export const leanZod: Plugin = {
  name: 'lean-zod',
  setup({onLoad}) {
    onLoad({filter: /zod[\\/]v4[\\/]locales[\\/]index\.js$/}, ({path}) => ({
      contents: "export {default as en} from './en.js';",
      resolveDir: dirname(path),
    }));
  },
};
