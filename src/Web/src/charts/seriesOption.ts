import type { EChartsCoreOption } from 'echarts/core';
import { formatCompact } from '../format/numbers';
import type { Zone } from '../format/times';
import { alertBands, marksAt, type AlertBand, type AlertMark } from '../stats/alertMarks';
import { DEGRADED_FROM, HEALTHY_FROM } from '../stats/health';
import { isIsolated, splitOpen, type LineData, type SeriesPoint } from '../stats/series';
import type { Palette } from './palette';
import { seriesTooltip } from './seriesTooltip';

export interface SeriesChartInput {
  points: readonly SeriesPoint[];
  fromMs: number;
  toMs: number;
  windowMs: number;
  /** The range of the cards, drawn shaded; null while unknown. */
  range: { fromMs: number; toMs: number } | null;
  /** Alerts, drawn as bands with a mark above. */
  marks: readonly AlertMark[];
  zone: Zone;
  palette: Palette;
  narrow: boolean;
}

/** Downloads above, success rate below, with a common time axis. */
export function seriesOption(input: SeriesChartInput): EChartsCoreOption {
  const { points, palette, narrow } = input;
  const downloads = splitOpen(points, (point) => point.downloads);
  const rates = splitOpen(points, (point) => point.rate);
  const bands = alertBands(input.marks);
  const left = narrow ? 44 : 56;
  const right = narrow ? 8 : 44;
  return {
    animation: false,
    useUTC: input.zone === 'utc',
    textStyle: { fontFamily: palette.font, color: palette.muted },
    grid: [{ left, right, top: 12, height: '52%' }, { left, right, bottom: 26, height: '24%' }],
    axisPointer: { link: [{ xAxisIndex: 'all' }], lineStyle: { color: palette.muted } },
    tooltip: {
      trigger: 'axis', backgroundColor: palette.panel, borderColor: palette.border, textStyle: { color: palette.text, fontSize: 13 },
      formatter: (hovered: unknown) => tooltipOf(pointOf(hovered, points), input),
    },
    xAxis: [timeAxis(input, 0, false), timeAxis(input, 1, true)],
    yAxis: [
      {
        gridIndex: 0, type: 'value', min: 0, minInterval: 1, splitNumber: 3, axisLabel: { color: palette.muted, formatter: formatCompact },
        splitLine: { lineStyle: { color: palette.border } },
      },
      {
        gridIndex: 1, type: 'value', min: lowestRate(points), max: 1, splitNumber: 2,
        axisLabel: { color: palette.muted, formatter: percent }, splitLine: { lineStyle: { color: palette.border } },
      },
    ],
    series: [
      {
        ...line('Downloads', 0, downloads.closed, palette.accent), areaStyle: { opacity: 0.12 },
        markArea: { silent: true, data: [...shade(input), ...bands.map((band) => bandOf(band, input, true))] },
      },
      {
        ...line('Downloads, open window', 0, downloads.open, palette.accent), lineStyle: dashed(palette.accent), symbol: 'emptyCircle',
        symbolSize: openSymbol(points),
      },
      {
        ...line('Success rate', 1, rates.closed, palette.rate), markLine: limits(palette, narrow),
        markArea: { silent: true, data: bands.map((band) => bandOf(band, input, false)) },
      },
      {
        ...line('Success rate, open window', 1, rates.open, palette.rate), lineStyle: dashed(palette.rate), symbol: 'emptyCircle',
        symbolSize: openSymbol(points),
      },
    ],
  };
}

/** The y axis starts a little below the lowest rate, so that 95 % and 90 % can be distinguished. */
export function lowestRate(points: readonly SeriesPoint[]): number {
  const lowest = Math.min(DEGRADED_FROM, ...points.flatMap((point) => (point.rate === null ? [] : [point.rate])));
  return Math.max(0, Math.floor((lowest - 0.02) * 10) / 10);
}

const percent = (rate: number) => `${Math.round(rate * 100)} %`;
const dashed = (color: string) => ({ width: 2, type: [5, 4], color });

function line(name: string, grid: 0 | 1, data: LineData, color: string) {
  return {
    name, type: 'line', xAxisIndex: grid, yAxisIndex: grid, data, color, connectNulls: false, showAllSymbol: true,
    lineStyle: { width: 2, color }, symbol: 'circle', emphasis: { disabled: true },
    symbolSize: (_: unknown, { dataIndex }: { dataIndex: number }) => (isIsolated(data, dataIndex) ? 5 : 0),
  };
}

function openSymbol(points: readonly SeriesPoint[]) {
  return (_: unknown, { dataIndex }: { dataIndex: number }) => (points[dataIndex]?.open === true ? 6 : 0);
}

function timeAxis({ fromMs, toMs, palette }: SeriesChartInput, gridIndex: number, labels: boolean) {
  return {
    gridIndex, type: 'time', min: fromMs, max: toMs,
    axisLabel: { show: labels, color: palette.muted, hideOverlap: true }, axisTick: { show: labels },
    axisLine: { lineStyle: { color: palette.border } }, splitLine: { show: false },
  };
}

function shade({ range, palette }: SeriesChartInput) {
  return range === null ? [] : [[{ xAxis: range.fromMs, itemStyle: { color: palette.band } }, { xAxis: range.toMs }]];
}

const SHAPES = { CRITICAL: '■', WARNING: '▲', INFO: '●' } as const;

/** Windows with alerts: a shape for the severity and a border, with colour as an addition. */
function bandOf(band: AlertBand, { fromMs, toMs, palette }: SeriesChartInput, labelled: boolean) {
  const color = band.severity === 'CRITICAL' ? palette.bad : band.severity === 'WARNING' ? palette.warn : palette.accent;
  return [
    {
      xAxis: Math.max(band.fromMs, fromMs),
      itemStyle: { color, opacity: 0.13, borderColor: color, borderWidth: 1, borderType: 'dashed' },
      label: { show: labelled, position: 'insideTop', color, formatter: SHAPES[band.severity], fontSize: 13 },
    },
    { xAxis: Math.min(band.toMs, toMs) },
  ];
}

function tooltipOf(point: SeriesPoint | undefined, { marks, zone }: SeriesChartInput) {
  return seriesTooltip(point, point === undefined ? [] : marksAt(marks, point.startMs), zone);
}

function limits(palette: Palette, narrow: boolean) {
  return {
    silent: true, symbol: 'none', lineStyle: { color: palette.warn, type: 'dotted', width: 1 },
    label: { show: !narrow, position: 'end', color: palette.muted, formatter: ({ value }: { value: number }) => percent(value) },
    data: [{ yAxis: HEALTHY_FROM }, { yAxis: DEGRADED_FROM }],
  };
}

function pointOf(hovered: unknown, points: readonly SeriesPoint[]): SeriesPoint | undefined {
  const first: unknown = Array.isArray(hovered) ? hovered[0] : hovered;
  return points[(first as { dataIndex?: number } | undefined)?.dataIndex ?? -1];
}
