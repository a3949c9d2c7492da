import type { AlertRecord, Severity } from '../api/types';
import { alertTitle } from '../format/metrics';

/** Windows during which an alert's condition held: [fromMs, toMs). */
export interface AlertMark {
  id: number;
  severity: Severity;
  fromMs: number;
  toMs: number;
  /** Alert type and region. */
  text: string;
}

/** Marks of the alerts that overlap [fromMs, toMs), each once, earliest first. */
export function alertMarks(alerts: readonly AlertRecord[], windowMs: number, fromMs: number, toMs: number): AlertMark[] {
  const byId = new Map(alerts.map((alert) => [alert.id, alert]));
  return Array.from(byId.values(), (alert) => ({
    id: alert.id,
    severity: alert.severity,
    fromMs: Date.parse(alert.window_start),
    toMs: Date.parse(alert.last_window_start ?? alert.window_start) + windowMs,
    text: [alertTitle(alert), alert.region].filter((part) => part !== null).join(', '),
  }))
    .filter((mark) => mark.fromMs < toMs && mark.toMs > fromMs)
    .toSorted((a, b) => a.fromMs - b.fromMs || a.id - b.id);
}

/** The alerts of the window that starts at `startMs`. */
export function marksAt(marks: readonly AlertMark[], startMs: number): AlertMark[] {
  return marks.filter((mark) => mark.fromMs <= startMs && startMs < mark.toMs);
}

/** A section of the chart with the highest severity in it: [fromMs, toMs). */
export interface AlertBand {
  severity: Severity;
  fromMs: number;
  toMs: number;
}

const WORST: readonly Severity[] = ['CRITICAL', 'WARNING', 'INFO'];

/** Merges overlapping marks, so that ten alerts of one minute are not drawn on top of each other. */
export function alertBands(marks: readonly AlertMark[]): AlertBand[] {
  const edges = [...new Set(marks.flatMap((mark) => [mark.fromMs, mark.toMs]))].toSorted((a, b) => a - b);
  const bands: AlertBand[] = [];
  edges.slice(0, -1).forEach((fromMs, index) => {
    const toMs = edges[index + 1] ?? fromMs;
    const there = marks.filter((mark) => mark.fromMs <= fromMs && toMs <= mark.toMs);
    const severity = WORST.find((candidate) => there.some((mark) => mark.severity === candidate));
    const last = bands.at(-1);
    if (severity === undefined) return;
    if (last?.severity === severity && last.toMs === fromMs) last.toMs = toMs;
    else bands.push({ severity, fromMs, toMs });
  });
  return bands;
}
