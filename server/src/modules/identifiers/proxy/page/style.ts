// How the proxy's pages look: readable on a phone that scanned a label, light or dark as the reader has it.
import { Html } from './html.ts';

export const style = new Html(`<style>
:root { color-scheme: light dark; --ink: #1b2530; --faint: #55626f; --line: #d5dce3; --ground: #f6f8fa; --paper: #ffffff; --link: #0b5cad; --mark: #8a5300; --good: #1c6b3a; --bad: #a32020 }
@media (prefers-color-scheme: dark) { :root { --ink: #e6ebf0; --faint: #a3afba; --line: #34404c; --ground: #12181f; --paper: #1a222b; --link: #7ab8f5; --mark: #e5b062; --good: #7fd19b; --bad: #f09a9a } }
* { box-sizing: border-box }
body { margin: 0; background: var(--ground); color: var(--ink); font: 1rem/1.55 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif }
a { color: var(--link) }
a:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: 2px }
header, main, footer { max-width: 76rem; margin: 0 auto; padding: 0 1.25rem }
header { display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; justify-content: space-between; padding-top: 1rem; padding-bottom: 1rem; border-bottom: 1px solid var(--line) }
header p, header nav { margin: 0 }
.brand { font-weight: 600 }
main { padding-top: 1.5rem; padding-bottom: 2rem }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .5rem; overflow-wrap: anywhere }
h2 { font-size: 1.1rem; margin: 2rem 0 .5rem }
.lead { color: var(--faint); margin: 0 0 1rem; max-width: 60rem }
.notice { border-left: 4px solid var(--mark); background: var(--paper); padding: .6rem 1rem; margin: 1rem 0; overflow-wrap: anywhere; white-space: pre-line }
.frame { background: var(--paper); border: 1px solid var(--line); border-radius: 8px; overflow-x: auto }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; vertical-align: top; padding: .55rem .9rem; border-top: 1px solid var(--line) }
thead th { border-top: 0; font-weight: 600; color: var(--faint); font-size: .9rem; white-space: nowrap }
tbody th { font-weight: 600 }
td.number { font-variant-numeric: tabular-nums; white-space: nowrap }
.meaning { display: block; font-weight: 400; color: var(--faint); font-size: .9rem }
.value { overflow-wrap: anywhere; min-width: 14rem }
pre { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; font: .9rem/1.45 ui-monospace, monospace }
ol { background: var(--paper); border: 1px solid var(--line); border-radius: 8px; margin: 0; padding: .6rem 1rem .6rem 2.6rem }
li { padding: .2rem 0; overflow-wrap: anywhere }
.faint { color: var(--faint) }
.good { color: var(--good); font-weight: 600 }
.bad { color: var(--bad); font-weight: 600 }
footer { border-top: 1px solid var(--line); padding-top: 1rem; padding-bottom: 2rem; display: flex; flex-wrap: wrap; gap: .5rem 1.5rem }
@media (max-width: 44rem) {
  thead { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden }
  tr { display: block; padding: .6rem .9rem; border-top: 1px solid var(--line) }
  tbody th, tbody td { display: block; border: 0; padding: .1rem 0; overflow-wrap: anywhere; min-width: 0 }
  tbody td.number { color: var(--faint); font-size: .85rem }
  tbody td.kept { display: none }
  .value { min-width: 0 }
}
</style>`);
