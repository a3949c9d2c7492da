import { NONE } from './numbers';

/** A measured duration in seconds: 4.32 s, 43.2 s, 2 min 05 s. */
export function formatSeconds(seconds: number | null): string {
  if (seconds === null) return NONE;
  if (seconds < 10) return `${seconds.toFixed(2)} s`;
  if (seconds < 100) return `${seconds.toFixed(1)} s`;
  const rounded = Math.round(seconds);
  return `${Math.floor(rounded / 60)} min ${String(rounded % 60).padStart(2, '0')} s`;
}

/** A duration of downloads; 0 means that the events have none, as those of most access logs. */
export function formatDownloadTime(seconds: number | null): string {
  return formatSeconds(seconds === 0 ? null : seconds);
}

/** Elapsed time in its two largest units: 3 s, 2 min 10 s, 1 h 5 min, 3 d 4 h. Negative values count as 0. */
export function formatAge(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h ${minutes % 60} min`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** Elapsed time in its largest unit, as an approximation: 44 s, 3 min. */
export function formatRoughAge(ms: number): string {
  return formatAge(ms).split(' ').slice(0, 2).join(' ');
}

/** Length of a range: 5 min, 1 h, 24 h. */
export function formatMinutes(minutes: number): string {
  return minutes >= 60 && minutes % 60 === 0 ? `${minutes / 60} h` : `${minutes} min`;
}

/** Length of a window: 10 s, 1 min. */
export function formatWindow(ms: number): string {
  return ms < 60_000 ? `${ms / 1_000} s` : formatMinutes(ms / 60_000);
}
