import { formatCount, formatRate } from '../format/numbers';
import { formatDateTime, type Zone } from '../format/times';
import type { AlertMark } from '../stats/alertMarks';
import type { SeriesPoint } from '../stats/series';

/** Tooltip for one window, built as an element, not as markup, so that no text is parsed as HTML. */
export function seriesTooltip(point: SeriesPoint | undefined, marks: readonly AlertMark[], zone: Zone): HTMLElement | string {
  if (point === undefined) return '';
  const lines = [
    formatDateTime(point.startMs, zone),
    point.downloads === null ? 'No downloads' : `${formatCount(point.downloads)} downloads`,
    ...(point.rate === null ? [] : [`${formatRate(point.rate)} succeeded`]),
    ...(point.open ? ['Open window: still counting'] : []),
    ...marks.map((mark) => `Alert: ${mark.text}`),
  ];
  const element = document.createElement('div');
  lines.forEach((line, index) => {
    const row = document.createElement('div');
    row.textContent = line;
    if (index === 0) row.className = 'tooltip-head';
    element.append(row);
  });
  return element;
}
