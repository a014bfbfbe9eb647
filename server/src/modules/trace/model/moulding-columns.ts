// The columns of a moulding record as the machine's own export names them, and what they mean here.
// Units are UCUM codes where the export's unit is known, and left out where it is not.

export type MouldingColumn = {
  readonly header: string;
  readonly name: string;
  readonly unit?: string;
};

export const qualityColumn = 'quality';
/** Seconds; the only clock that such a record has. */
export const cycleTimeColumn = 'ZUx - Cycle time';

export const mouldingColumns: readonly MouldingColumn[] = [
  { header: 'Melt temperature', name: 'melt temperature', unit: 'Cel' },
  { header: 'Mold temperature', name: 'mould temperature', unit: 'Cel' },
  { header: 'time_to_fill', name: 'fill time', unit: 's' },
  { header: 'ZDx - Plasticizing time', name: 'plasticizing time', unit: 's' },
  { header: cycleTimeColumn, name: 'cycle time', unit: 's' },
  { header: 'SKx - Closing force', name: 'closing force', unit: 'kN' },
  { header: 'SKs - Clamping force peak value', name: 'clamping force peak', unit: 'kN' },
  { header: 'Ms - Torque peak value current cycle', name: 'torque peak', unit: 'N.m' },
  { header: 'Mm - Torque mean value current cycle', name: 'torque mean', unit: 'N.m' },
  { header: 'APSs - Specific back pressure peak value', name: 'back pressure peak', unit: 'bar' },
  {
    header: 'APVs - Specific injection pressure peak value',
    name: 'injection pressure peak',
    unit: 'bar',
  },
  {
    header: 'CPn - Screw position at the end of hold pressure',
    name: 'screw position',
    unit: 'mm',
  },
  { header: 'SVo - Shot volume', name: 'shot volume', unit: 'cm3' },
];
