// The page of a record: all values in a table, the way to the answer, the state of its signature.
import type { Bilingual, Language } from '../../../../kernel/schema/bilingual.ts';
import type { HandleValueJson, Resolution, ResolutionStep } from '../../api.ts';
import { nodeName, outcomeWords } from '../../model/path-words.ts';
import { utcText } from '../../model/shown-text.ts';
import { handlePath } from '../handle-path.ts';
import { html, type Html } from './html.ts';
import { layout, type PageContext } from './layout.ts';
import { typeCell, valueCell } from './value-cell.ts';
import { words } from './words.ts';

export type RecordPage = {
  readonly resolution: Resolution;
  /** Where it leads, if anywhere. */
  readonly target: string | undefined;
  readonly notices: readonly Bilingual[];
};

export function recordPage(context: PageContext, page: RecordPage): string {
  const { language } = context;
  const { resolution, target, notices } = page;
  const { handle, values, path } = resolution;
  const main = html`<h1>${handle}</h1>
    ${aliasLine(resolution, language)}
    <p class="lead">
      ${target === undefined ? words.noTarget[language] : html`${words.leadsTo[language]} <a href="${target}" rel="noopener noreferrer">${target}</a>`}
    </p>
    ${notices.map((notice) => html`<p class="notice" role="note">${notice[language]}</p>`)}
    <section aria-labelledby="values">
      <h2 id="values">${words.values[language]}</h2>
      ${table(values, language)}
    </section>
    ${signature(resolution, language)}
    <section aria-labelledby="way">
      <h2 id="way">${words.way[language]}</h2>
      ${pathList(path, language)}
    </section>`;
  return layout(context, { title: handle, main, footer: formats(handle, language) });
}

function aliasLine({ aliases = [] }: Resolution, language: Language): Html | undefined {
  const last = aliases.at(-1);
  if (last === undefined) return undefined;
  const link = html`<a href="/hdl/${handlePath(last)}?noredirect">${last}</a>`;
  return html`<p>${words.aliasOf[language]} ${link}</p>`;
}

function table(values: readonly HandleValueJson[], language: Language): Html {
  const heads = [words.index, words.type, words.value, words.changed, words.kept];
  return html`<div class="frame" tabindex="0" role="group" aria-labelledby="values">
    <table>
      <thead>
        <tr>
          ${heads.map((head) => html`<th scope="col">${head[language]}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${values.map((value) => valueRow(value, language))}
      </tbody>
    </table>
  </div>`;
}

function valueRow(value: HandleValueJson, language: Language): Html {
  const { index, type, timestamp, ttl } = value;
  return html` <tr>
    <td class="number">${index}</td>
    <th scope="row">${typeCell(type, language)}</th>
    <td class="value">${valueCell(value, language)}</td>
    <td class="number">
      <time datetime="${timestamp}">${timestamp.slice(0, 16).replace('T', ' ')}</time>
    </td>
    <td class="number kept">${duration(ttl, language)}</td>
  </tr>`;
}

/** In the largest unit that needs no fraction, or to the minute where it is long. */
function duration(seconds: number, language: Language): string {
  const units = [
    [86_400, words.days],
    [3_600, words.hours],
    [60, words.minutes],
  ] as const;
  const rounded = seconds >= 3_600 ? seconds - (seconds % 60) : seconds;
  const unit = units.find(([span]) => rounded >= span && rounded % span === 0);
  const [span, word] = unit ?? [1, words.seconds];
  if (span === 60 && rounded >= 3_600) {
    const hours = Math.floor(rounded / 3_600);
    const minutes = (rounded % 3_600) / 60;
    return `${hours} ${words.hours[language]} ${minutes} ${words.minutes[language]}`;
  }
  return `${rounded / span} ${word[language]}`;
}

export function pathList(path: readonly ResolutionStep[], language: Language): Html {
  return html`<ol>
    ${path.map((step) => pathStep(step, language))}
  </ol>`;
}

function pathStep(step: ResolutionStep, language: Language): Html {
  const node = nodeName(step.node)[language];
  const what = `${outcomeWords[step.outcome][language]} ${step.prefix ?? ''}`.trim();
  const when = step.cached ? words.fromMemory[language] : `${step.tookMs.toFixed(1)} ms`;
  const alias = step.alias === undefined ? undefined : html` → ${step.alias}`;
  return html` <li>
    ${node}
    <span class="faint"
      >${step.address === 'cache' || step.address === 'local' ? '' : step.address}</span
    >
    ${what}${alias}
    <span class="faint">(${when})</span>
  </li>`;
}

function signature({ signature: state }: Resolution, language: Language): Html | undefined {
  if (state === undefined) return undefined;
  const said = {
    verified: () =>
      state.state === 'verified' &&
      html`<span class="good">${words.verified[language]}</span>, ${words.signedBy[language]}
        ${state.signer}, ${words.until[language]} ${utcText(state.until)}`,
    unsigned: () => html`${words.unsigned[language]}`,
    undecided: () =>
      state.state === 'undecided' &&
      html`${words.undecided[language]} ${state.text?.[language] ?? state.reason}`,
    refused: () =>
      state.state === 'refused' &&
      html`<span class="bad">${words.refused[language]}</span>
        ${state.text?.[language] ?? state.reason}`,
  }[state.state]();
  return html`<section aria-labelledby="signature">
    <h2 id="signature">${words.signature[language]}</h2>
    <p>${said || undefined}</p>
  </section>`;
}

function formats(handle: string, language: Language): Html {
  const path = handlePath(handle);
  return html`<footer>
    <nav aria-label="${words.formats[language]}">
      <a href="/api/handles/${path}" type="application/json">${words.json[language]}</a> ·
      <a href="/hdl/${path}?linkType=linkset" type="application/linkset+json"
        >${words.linkset[language]}</a
      >
    </nav>
  </footer>`;
}
