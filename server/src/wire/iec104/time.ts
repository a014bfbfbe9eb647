// CP56Time2a of IEC 60870-5-4 (companion 101, clause 7.2.6.18): the station's own wall time in seven octets, with marks for
// summer time and for a clock that is not to be trusted. Which zone it means, only the person who set the station knows.
import type { ByteReader } from '../bytes/byte-reader.ts';
import type { ByteWriter } from '../bytes/byte-writer.ts';

export type StationTime = {
  /** 2000 … 2099. */
  readonly year: number;
  /** 1 … 12. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  /** Of the minute, 0 … 59 999. */
  readonly millisecond: number;
  /** The station does not trust its clock, or the octets are no time. */
  readonly invalid: boolean;
  readonly summer: boolean;
};

export function readStationTime(reader: ByteReader): StationTime {
  const millisecond = reader.u16le();
  const [minutes, hours, days, months, years] = [
    reader.u8(),
    reader.u8(),
    reader.u8(),
    reader.u8(),
    reader.u8(),
  ];
  const time = {
    year: 2000 + (years & 0x7f),
    month: months & 0x0f,
    day: days & 0x1f,
    hour: hours & 0x1f,
    minute: minutes & 0x3f,
    millisecond,
    summer: (hours & 0x80) !== 0,
  };
  return { ...time, invalid: (minutes & 0x80) !== 0 || !isTime(time) };
}

/** The day of the week is left out, as the standard permits. */
export function writeStationTime(writer: ByteWriter, time: StationTime): void {
  writer
    .u16le(time.millisecond)
    .u8(time.minute | (time.invalid ? 0x80 : 0))
    .u8(time.hour | (time.summer ? 0x80 : 0))
    .u8(time.day)
    .u8(time.month)
    .u8(time.year - 2000);
}

function isTime(time: Omit<StationTime, 'invalid' | 'summer'>): boolean {
  const { year, month, day, hour, minute, millisecond } = time;
  const days = new Date(Date.UTC(year, month, 0)).getUTCDate();
  return (
    year < 2100 &&
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= days &&
    hour < 24 &&
    minute < 60 &&
    millisecond < 60_000
  );
}
