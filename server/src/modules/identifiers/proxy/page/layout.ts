// The frame of every page of the proxy: the reader's language and the way to the other one.
import type { Language } from '../../../../kernel/schema/bilingual.ts';
import { html, type Html } from './html.ts';
import { style } from './style.ts';
import { words } from './words.ts';

export type PageContext = {
  readonly language: Language;
  /** The address of this page in the other language, from the root of the host. */
  readonly otherLanguageHref: string;
};

export function layout(
  { language, otherLanguageHref }: PageContext,
  page: { title: string; main: Html; footer?: Html },
): string {
  const tag = language === 'zh' ? 'zh-Hans' : 'en';
  const otherTag = language === 'zh' ? 'en' : 'zh-Hans';
  return html`<!doctype html>
    <html lang="${tag}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${page.title} · ${words.brand[language]}</title>
        ${style}
      </head>
      <body>
        <header>
          <p class="brand">${words.brand[language]}</p>
          <nav aria-label="${words.language[language]}">
            <a href="${otherLanguageHref}" lang="${otherTag}" hreflang="${otherTag}"
              >${words.otherLanguage[language]}</a
            >
          </nav>
        </header>
        <main>${page.main}</main>
        ${page.footer}
      </body>
    </html> `.text;
}
