import type { AlertRecord, Severity } from '../api/types';
import { alertTitle } from '../format/metrics';

/** Windows during which an alert's condition held: [fromMs, toMs). */
export interface AlertMark {
  id: number;
  severity: Severity;
  fromMs: number;
  toMs: number;
  /** What and where. */
  text: string;
}

/** Marks of the alerts that reach into [fromMs, toMs), each once, earliest first. */
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

/** What was wrong in the window that starts at `startMs`. */
export function marksAt(marks: readonly AlertMark[], startMs: number): AlertMark[] {
  return marks.filter((mark) => mark.fromMs <= startMs && startMs < mark.toMs);
}
