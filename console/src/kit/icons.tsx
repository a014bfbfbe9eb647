// The few signs that the console draws, as lines on a grid of 16.
import type { SVGProps } from 'react';

const paths = {
  resolve: 'M2 3h5M2 8h5M2 13h5M7 3c4 0 1 5 5 5M7 13c4 0 1-5 5-5M7 8h7M12 6l2 2-2 2',
  machine: 'M2 13.500h12M3.500 13.500V6h5v7.500M8.500 9h4v4.500M5 6V2.500h2V6M10.500 9V6.500h2',
  menu: 'M2 4h12M2 8h12M2 12h12',
  sun: 'M8 1v1.500M8 13.500V15M1 8h1.500M13.500 8H15M3 3l1 1M12 12l1 1M3 13l1-1M12 4l1-1M11 8a3 3 0 1 1-6 0a3 3 0 0 1 6 0',
  moon: 'M13.500 9.500A6 6 0 1 1 6.500 2.500a5 5 0 0 0 7 7',
  person: 'M8 8a3 3 0 1 0 0-6a3 3 0 0 0 0 6M2.500 14c.5-3 2.800-4 5.500-4s5 1 5.500 4',
  copy: 'M5.500 5.500h8v8h-8zM10.500 5.500v-3h-8v8h3',
  check: 'M2.500 8.500l3.500 3.500l7.500-8',
  refresh: 'M13.500 8a5.500 5.500 0 1 1-1.600-3.900M13.500 2v3h-3',
  chart: 'M2 2v12h12M4 11l3-4l3 2l4-6',
  back: 'M13.500 8h-11M6.500 4l-4 4l4 4',
  close: 'M3.500 3.500l9 9M12.500 3.500l-9 9',
  open: 'M6 4l4 4l-4 4',
  search: 'M11.500 7a4.500 4.500 0 1 1-9 0a4.500 4.500 0 0 1 9 0M10.200 10.200L14 14',
  outside: 'M9 2.500h4.500V7M13.500 2.500L7 9M11.500 9v4.500h-9v-9H7',
  warning: 'M8 2L1.500 13.500h13zM8 6.500v3.500M8 11.800v.4',
  plus: 'M8 3v10M3 8h10',
  trash: 'M3 4.500h10M6 4.500V3h4v1.500M4.500 4.500l.5 9h6l.5-9M7 7v4M9 7v4',
  plug: 'M5.500 2v3.500M10.500 2v3.500M4 5.500h8v2a4 4 0 0 1-8 0zM8 11.500V14',
  order: 'M2.500 8h8M7.500 4.500L11 8l-3.500 3.500M13.500 3v10',
  gateway:
    'M2 9.500h12v4H2zM4.500 11.500h.01M7 11.500h4.500M5 6.500a4.300 4.300 0 0 1 6 0M3 4a7 7 0 0 1 10 0M8 9.500V8',
  gap: 'M2 8h3M11 8h3M6.500 5v6M9.500 5v6',
  down: 'M4 6l4 4l4-4',
  tree: 'M6 2.500h4v3H6zM2 10.500h4v3H2zM10 10.500h4v3h-4zM8 5.500V8M4 10.500V8h8v2.500',
  calendar: 'M2.500 4h11v9.500h-11zM2.500 7h11M5.500 2v3M10.500 2v3',
} as const;

export type IconName = keyof typeof paths;

type IconProps = SVGProps<SVGSVGElement> & { readonly name: IconName; readonly size?: number };

/** Always beside words or inside something that has a label: hidden from screen readers. */
export function Icon({ name, size = 16, ...rest }: IconProps) {
  return (
    <svg
      viewBox="0 0 16 16"
      width={size}
      height={size}
      fill="none"
      stroke="currentColor"
      strokeWidth={1.4}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      {...rest}
    >
      <path d={paths[name]} />
    </svg>
  );
}

/** The product's mark: warp threads going down, weft threads going across, over and under. */
export function Mark({ size = 24 }: { size?: number }) {
  return (
    <svg
      viewBox="0 0 24 24"
      width={size}
      height={size}
      fill="none"
      strokeLinecap="round"
      aria-hidden="true"
    >
      <g stroke="currentColor" strokeWidth="2.2">
        <path d="M7 3v10M7 18.500V21M12 3v2.500M12 10.500V21M17 3v10M17 18.500V21" />
      </g>
      <g stroke="var(--accent)" strokeWidth="2.2">
        <path d="M3 8h6.500M14.500 8H21M3 16h1.500M9.500 16h5M19.500 16H21" />
      </g>
    </svg>
  );
}
