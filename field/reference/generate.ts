// `npm run generate`: writes the reference pages and the OpenAPI page of the running program.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from '../../server/src/testing/temporary-folder.ts';
import { startRealProgram } from '../testing/program.ts';
import { referencePages } from './pages.ts';

const place = (name: string) =>
  fileURLToPath(new URL(`../../docs/reference/${name}`, import.meta.url));
for (const [name, text] of Object.entries(referencePages())) writeFileSync(place(name), text);

const folder = temporaryFolder();
const program = await startRealProgram(folder.path, ['--free-ports', '--plant-enabled', 'false']);
const page: unknown = await (await fetch(`${program.ready.origin}/api/openapi.json`)).json();
writeFileSync(place('openapi.json'), `${JSON.stringify(page, null, 1)}\n`);
await program.stop();
folder.remove();
