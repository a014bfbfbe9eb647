// Under which heading of the menu a page stands, so that a dozen pages can be read at a glance. A page that is named
// nowhere here stands with the machines and their data.
import type { SessionPage } from '@jingwei/sdk';
import type { Bilingual } from '../kit/bilingual.ts';

type Heading = {
  readonly id: string;
  readonly title: Bilingual;
  readonly pages: readonly string[];
};

export type MenuGroup = {
  readonly id: string;
  readonly title: Bilingual;
  /** In the order of the session; never empty. */
  readonly pages: readonly SessionPage[];
};

const data = 'data';

const headings: readonly Heading[] = [
  { id: 'identifiers', title: { en: 'Identifiers', zh: '标识' }, pages: ['resolve'] },
  { id: data, title: { en: 'Machines & data', zh: '设备与数据' }, pages: [] },
  {
    id: 'operation',
    title: { en: 'Operation', zh: '运行' },
    pages: ['alarms', 'oee', 'orders', 'calendars'],
  },
  {
    id: 'administration',
    title: { en: 'Administration', zh: '管理' },
    pages: ['connections', 'gateways', 'gaps', 'upkeep'],
  },
];

export function menuGroups(pages: readonly SessionPage[]): MenuGroup[] {
  const headingOf = ({ id }: SessionPage) =>
    headings.find((heading) => heading.pages.includes(id))?.id ?? data;
  return headings
    .map(({ id, title }) => ({ id, title, pages: pages.filter((page) => headingOf(page) === id) }))
    .filter((group) => group.pages.length > 0);
}
