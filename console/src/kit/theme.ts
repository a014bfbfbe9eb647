// Mantine dressed in the console's own clothes: square-ish corners, one accent, our fonts. The colours
// themselves live in style.css, once, for our parts and Mantine's.
import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';

/** Azurite, 石青: the blue-green of old Chinese landscape painting. */
const azurite: MantineColorsTuple = [
  '#e3f0f4',
  '#c6e0e9',
  '#9ccbdb',
  '#6fb9d1',
  '#55b9d6',
  '#2b8fae',
  '#14789a',
  '#0c6480',
  '#0a566e',
  '#094c62',
];

/** The greys of the dark theme, from text down to the deepest ground; the same family as in style.css. */
const dark: MantineColorsTuple = [
  '#e2e7e9',
  '#c3ccd0',
  '#a9b4b9',
  '#6c787e',
  '#445057',
  '#2f383c',
  '#20272a',
  '#171c1f',
  '#13181a',
  '#101416',
];

export const theme = createTheme({
  colors: { azurite, dark },
  primaryColor: 'azurite',
  primaryShade: { light: 7, dark: 6 },
  fontFamily: 'var(--text)',
  fontFamilyMonospace: 'var(--mono)',
  defaultRadius: 3,
  cursorType: 'pointer',
  focusRing: 'auto',
  respectReducedMotion: true,
});

const shared = {
  '--mantine-color-body': 'var(--ground)',
  '--mantine-color-text': 'var(--ink)',
  '--mantine-color-dimmed': 'var(--ink-soft)',
  '--mantine-color-default': 'var(--raised)',
  '--mantine-color-default-border': 'var(--line-strong)',
  '--mantine-color-default-hover': 'var(--sunken)',
  '--mantine-color-default-color': 'var(--ink)',
  '--mantine-color-placeholder': 'var(--ink-faint)',
};

export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: shared,
  dark: shared,
});
