import { NONE } from './numbers';

export type Zone = 'local' | 'utc';

function formatter(zone: Zone, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-GB', zone === 'utc' ? { ...options, timeZone: 'UTC' } : options);
}

const clock: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' };
const formats = {
  local: { clock: formatter('local', clock), full: formatter('local', { ...clock, day: '2-digit', month: 'short', year: 'numeric' }) },
  utc: { clock: formatter('utc', clock), full: formatter('utc', { ...clock, day: '2-digit', month: 'short', year: 'numeric' }) },
};

/** 14:03:07 */
export function formatClock(time: string | number | null, zone: Zone): string {
  return time === null ? NONE : formats[zone].clock.format(new Date(time));
}

/** 03 Mar 2026, 14:03:07 */
export function formatDateTime(time: string | number | null, zone: Zone): string {
  return time === null ? NONE : formats[zone].full.format(new Date(time));
}

/** Name of the time zone. */
export function zoneName(zone: Zone): string {
  return zone === 'utc' ? 'UTC' : Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** A time in the format of a datetime-local field, in a zone: 2026-03-01T12:00:00. */
export function toField(time: string | number, zone: Zone): string {
  const date = new Date(time);
  const shifted = zone === 'utc' ? date : new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 19);
}

/** The value of such a field as an ISO time in UTC; null if it is not a time. */
export function fromField(text: string, zone: Zone): string | null {
  const ms = text === '' ? Number.NaN : Date.parse(zone === 'utc' ? `${text}Z` : text);
  return Number.isNaN(ms) ? null : new Date(ms).toISOString();
}
