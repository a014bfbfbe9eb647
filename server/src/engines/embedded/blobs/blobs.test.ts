import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { blobsContract } from '../../../stores/blobs/blobs.contract.ts';
import { embeddedSubject } from '../subject.ts';

blobsContract('embedded', async () => {
  const subject = await embeddedSubject('blobs');
  const damage = (name: string) =>
    writeFile(join(subject.folder, name.slice(0, 2), name.slice(2, 4), name), 'torn');
  return { ...subject, damage };
});
