import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {PAGES} from './pages.ts';

const {values} = parseArgs({
  options: {check: {type: 'boolean', default: false}, root: {type: 'string'}},
});
const root = values.root ?? fileURLToPath(new URL('../../', import.meta.url));

const stale: string[] = [];
for (const [path, write] of Object.entries(PAGES)) {
  const file = join(root, path);
  const text = write();
  if (existsSync(file) && readFileSync(file, 'utf8') === text) continue;
  stale.push(path);
  if (values.check) continue;
  mkdirSync(dirname(file), {recursive: true});
  writeFileSync(file, text);
}

for (const path of stale) {
  console.log(values.check ? `${path} is not what the code says` : `wrote ${path}`);
}
if (values.check && stale.length > 0) console.log('What next: npm run generate, and commit it.');
console.log(`generated: ${Object.keys(PAGES).length} pages, ${stale.length} differed`);
process.exitCode = values.check && stale.length > 0 ? 1 : 0;
