import { useEffect, useRef } from 'react';
import { init, type EChartsType } from '../charts/echarts';
import { readPalette } from '../charts/palette';
import { seriesOption, type SeriesChartInput } from '../charts/seriesOption';

interface SeriesChartProps extends Omit<SeriesChartInput, 'palette' | 'narrow'> {
  /** Changes when the colours change. */
  theme: string;
  /** Text alternative of the chart. */
  label: string;
}

/** The time series on a canvas that resizes with its container. */
export function SeriesChart({ theme, label, ...input }: SeriesChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType | null>(null);
  const draw = useRef<() => void>(() => undefined);

  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    const created = init(element, null, { renderer: 'canvas' });
    chart.current = created;
    const observer = new ResizeObserver(() => {
      created.resize();
      draw.current();
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      created.dispose();
      chart.current = null;
    };
  }, []);

  const { points, fromMs, toMs, windowMs, range, marks, zone } = input;
  useEffect(() => {
    draw.current = () => {
      const narrow = (place.current?.clientWidth ?? 0) < 480;
      chart.current?.setOption(seriesOption({ points, fromMs, toMs, windowMs, range, marks, zone, palette: readPalette(), narrow }), {
        notMerge: true,
      });
    };
    draw.current();
  }, [points, fromMs, toMs, windowMs, range?.fromMs, range?.toMs, marks, zone, theme]);

  return <div ref={place} className="chart" role="img" aria-label={label} />;
}
