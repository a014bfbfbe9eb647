// Pages that hold a message: not found, a failure with the way up to it, and the few words behind a redirect.
import type { Language } from '../../../../kernel/schema/bilingual.ts';
import type { ResolutionStep } from '../../api.ts';
import { html, type Html } from './html.ts';
import { layout, type PageContext } from './layout.ts';
import { pathList } from './record-page.ts';
import { words } from './words.ts';

export type Message = {
  readonly title: string;
  readonly text: string;
  /** The steps that were taken before it ended so. */
  readonly path: readonly ResolutionStep[];
  readonly links: readonly { readonly href: string; readonly text: string }[];
};

export function messagePage(context: PageContext, message: Message): string {
  const { language } = context;
  const main = html`<h1>${message.title}</h1>
    <p class="notice" role="alert">${message.text}</p>
    ${message.links.map(({ href, text }) => html`<p><a href="${href}">${text}</a></p>`)}
    ${way(message.path, language)}`;
  return layout(context, { title: message.title, main });
}

function way(path: readonly ResolutionStep[], language: Language): Html | undefined {
  if (path.length === 0) return undefined;
  return html`<section aria-labelledby="way">
    <h2 id="way">${words.way[language]}</h2>
    ${pathList(path, language)}
  </section>`;
}

/** For whoever does not follow redirects by itself. */
export function redirectPage(context: PageContext, handle: string, url: string): string {
  const { language } = context;
  const main = html`<h1>${handle}</h1>
    <p>${words.goThere[language]} <a href="${url}" rel="noopener noreferrer">${url}</a></p>`;
  return layout(context, { title: handle, main });
}
