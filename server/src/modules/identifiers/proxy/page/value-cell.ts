// One value of a record as a reader sees it: a link where it is safe to follow, text otherwise.
import type { Language } from '../../../../kernel/schema/bilingual.ts';
import { canonicalKey } from '../../../../wire/handle/handle.ts';
import type { HandleValueJson } from '../../api.ts';
import { shownText, utcText } from '../../model/shown-text.ts';
import { typeNames } from '../../console/type-names.ts';
import { handlePath, looksLikeHandle } from '../handle-path.ts';
import { safeTarget } from '../safe-target.ts';
import { html, type Html } from './html.ts';
import { words } from './words.ts';

const shownCharactersMax = 4_000;

export function valueCell({ type, data }: HandleValueJson, language: Language): Html {
  if (data.format === 'admin') return html`${adminText(data.value)}`;
  if (typeof data.value !== 'string') return long(JSON.stringify(data.value, null, 2), language);
  if (data.format !== 'string')
    return html`<span class="faint">${data.format}</span> ${long(data.value, language)}`;
  const text = data.value;
  const target = /^https?:/i.test(text.trim()) ? safeTarget(text) : undefined;
  if (target?.ok === true) {
    return html`<a href="${target.url}" rel="noopener noreferrer">${cut(text)}</a>`;
  }
  if (looksLikeHandle(text)) return html`<a href="/hdl/${handlePath(text)}?noredirect">${text}</a>`;
  return long(shownText(type, text, utcText), language);
}

/** Whose key may do what: `300:0.NA/88.118.8 · 111111111111`. */
function adminText(value: unknown): string {
  const { index, handle, permissions } = value as Readonly<Record<string, unknown>>;
  return `${String(index)}:${String(handle)} · ${String(permissions)}`;
}

function long(text: string, language: Language): Html {
  const more =
    text.length > shownCharactersMax ? html` <em>${words.shortened[language]}</em>` : undefined;
  const shown = cut(text);
  return shown.includes('\n') || /^\s*[<{[]/.test(shown)
    ? html`<pre>${shown}</pre>
        ${more}`
    : html`${shown}${more}`;
}

function cut(text: string): string {
  return text.slice(0, shownCharactersMax);
}

/** The type as it stands and what it means, in both languages, the reader's first. */
export function typeCell(type: string, language: Language): Html {
  const names = typeNames[type] ?? typeNames[canonicalKey(type)];
  if (names === undefined) return html`${type}`;
  const [first, second] = language === 'zh' ? (['zh', 'en'] as const) : (['en', 'zh'] as const);
  const tags = { en: 'en', zh: 'zh-Hans' } as const;
  return html`${type}
    <span class="meaning"
      ><span lang="${tags[first]}">${names[first]}</span> ·
      <span lang="${tags[second]}">${names[second]}</span></span
    >`;
}
