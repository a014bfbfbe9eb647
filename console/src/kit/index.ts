// The door of the console's kit: everything that a module's page may be made of. Pages import nothing
// else besides the SDK, so React and the component set are handed on from here.
export { ActionIcon, Button, SegmentedControl, TextInput } from '@mantine/core';
export {
  memo,
  useCallback,
  useDeferredValue,
  useEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
export type { ReactNode } from 'react';
export { say, type Bilingual, type Language } from './bilingual.ts';
export { after, every, nowMs, useNow } from './clock.ts';
export { asFailure, useClient, useLoaded, type Loaded } from './client.tsx';
export { ColumnHeads } from './column-heads.tsx';
export { CopyButton } from './copy-button.tsx';
export { EnterprisePage, PageTitle, type PagePart } from './enterprise-page.tsx';
export { Icon, type IconName } from './icons.tsx';
export { IdentifierLink } from './identifier.tsx';
export { useLanguage, useText, type Say } from './language.tsx';
export { default as layout } from './layout.module.css';
export { LiveDot, type ConnectionTone } from './live-dot.tsx';
export { go, Link, usePlace } from './navigation.tsx';
export {
  componentText,
  conditionOf,
  isInstant,
  levelWords,
  stateOf,
  stateWord,
  typeText,
  type Condition,
} from './machine-words.ts';
export { csvText, saveCsv } from './csv.ts';
export { Dialog } from './dialog.tsx';
export { EditTable, type DraftRow, type EditColumn } from './edit-table.tsx';
export { ChoiceInput, FileButton, FileChoice, LongText, Tick } from './fields.tsx';
export { SignalPicker } from './signal-picker.tsx';
export { useEnterprise, type Choice } from './use-enterprise.ts';
export { useRefreshed, type Refreshed } from './use-refreshed.ts';
export { EmptyState, FailurePanel, Loading, Notice, NoticeText, Told } from './notice.tsx';
export { Opener, OpeningTable, type Opening } from './opening-table.tsx';
export type { ConsolePage, PageProps } from './page.ts';
export { Pager } from './pager.tsx';
export { Panel, Unseen } from './panel.tsx';
export { QualityBadge } from './quality-badge.tsx';
export { recall, remember, textList } from './remembered.ts';
export { encodePath, machinePath, resolvePath, safeAddress } from './route.ts';
export {
  clockText,
  dateText,
  dateTimeText,
  durationText,
  epochMs,
  exactText,
  isoTime,
  zoneText,
} from './time.ts';
export { measureText, nothing, numberText, signOf, unitText, valueText } from './value.ts';
export { TrendChart } from './chart/trend-chart.tsx';
export type { ChartSource, Columns, CursorValues, Lane, Mark } from './chart/chart-data.ts';
export { SpanChart } from './chart/span-chart.tsx';
export type { PaneSource } from './chart/panes.tsx';
export {
  coloursCount,
  dashOf,
  panesOf,
  silencesOf,
  valueBefore,
  withGaps,
  type Pane,
  type PaneColumns,
  type PaneLine,
  type SpanMs,
} from './chart/pane-data.ts';
export { panned, zoomed } from './chart/span-moves.ts';
export { useTheme } from './use-theme.ts';
