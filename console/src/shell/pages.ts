// The pages that modules brought into this bundle, found by the names of their files and loaded when
// they are opened. Which of them a person may open is the session's to say.
import { lazy } from 'react';
import type { ComponentType } from 'react';
import type { SessionPage } from '@jingwei/sdk';
import type { ConsolePage, PageProps } from '../kit/page.ts';

const files = import.meta.glob<{ page: ConsolePage }>(
  '../../../server/src/modules/*/console/*.page.tsx',
);

export const components: ReadonlyMap<string, ComponentType<PageProps>> = new Map(
  Object.entries(files).map(([file, load]) => {
    const id = /([^/]+)\.page\.tsx$/.exec(file)?.[1] ?? file;
    return [id, lazy(async () => ({ default: (await load()).page.component }))];
  }),
);

/** What anybody may open: resolution is a public service. */
export const publicPages: readonly SessionPage[] = [
  { id: 'resolve', path: '/resolve', title: { en: 'Resolve', zh: '标识解析' }, order: 10 },
];
