// The alarm state transitions of ISA-18.2-2016 and IEC 62682:2022 (clause 5, figure of the alarm state transition diagram),
// with the letters that it gives the states, as a table: the machine reads it, documents show it, a test walks it.

export const alarmStates = [
  'normal',
  'unacknowledged',
  'acknowledged',
  'returned-unacknowledged',
  'latched-unacknowledged',
  'latched-acknowledged',
  'shelved',
  'suppressed',
  'out-of-service',
] as const;
export type AlarmState = (typeof alarmStates)[number];

export const stateLetters: Readonly<Record<AlarmState, string>> = {
  normal: 'A',
  unacknowledged: 'B',
  acknowledged: 'C',
  'returned-unacknowledged': 'D',
  'latched-unacknowledged': 'E',
  'latched-acknowledged': 'F',
  shelved: 'G',
  suppressed: 'H',
  'out-of-service': 'I',
};

/** What an operator is shown; in the other three the alarm is kept from him on purpose. */
export type AnnunciatedState = Exclude<AlarmState, 'shelved' | 'suppressed' | 'out-of-service'>;
export type ProcessEvent = 'raised' | 'returned' | 'acknowledged' | 'reset';

export type Transition = {
  readonly from: AnnunciatedState;
  readonly on: ProcessEvent;
  readonly to: AnnunciatedState;
  /** Only of alarms that latch, or only of those that do not. */
  readonly latching?: boolean;
  /** The standard's name of it. */
  readonly says: string;
};

export const transitions: readonly Transition[] = [
  { from: 'normal', on: 'raised', to: 'unacknowledged', says: 'A→B alarm occurs' },
  { from: 'unacknowledged', on: 'acknowledged', to: 'acknowledged', says: 'B→C acknowledge' },
  {
    ...{ from: 'unacknowledged', on: 'returned', to: 'returned-unacknowledged', latching: false },
    says: 'B→D process returns to normal',
  },
  {
    ...{ from: 'unacknowledged', on: 'returned', to: 'latched-unacknowledged', latching: true },
    says: 'B→E process returns to normal, alarm latches',
  },
  {
    ...{ from: 'acknowledged', on: 'returned', to: 'normal', latching: false },
    says: 'C→A process returns to normal',
  },
  {
    ...{ from: 'acknowledged', on: 'returned', to: 'latched-acknowledged', latching: true },
    says: 'C→F process returns to normal, alarm latches',
  },
  { from: 'returned-unacknowledged', on: 'acknowledged', to: 'normal', says: 'D→A acknowledge' },
  { from: 'returned-unacknowledged', on: 'raised', to: 'unacknowledged', says: 'D→B re-alarm' },
  {
    ...{ from: 'latched-unacknowledged', on: 'acknowledged', to: 'latched-acknowledged' },
    says: 'E→F acknowledge',
  },
  {
    ...{ from: 'latched-unacknowledged', on: 'reset', to: 'returned-unacknowledged' },
    says: 'E→D reset',
  },
  { from: 'latched-unacknowledged', on: 'raised', to: 'unacknowledged', says: 'E→B re-alarm' },
  { from: 'latched-acknowledged', on: 'reset', to: 'normal', says: 'F→A reset' },
  { from: 'latched-acknowledged', on: 'raised', to: 'unacknowledged', says: 'F→B re-alarm' },
];

export function transitionOf(
  from: AnnunciatedState,
  on: ProcessEvent,
  latching: boolean,
): AnnunciatedState | undefined {
  return transitions.find(
    (one) =>
      one.from === from &&
      one.on === on &&
      (one.latching === undefined || one.latching === latching),
  )?.to;
}
