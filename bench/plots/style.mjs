// How all plots look: 700 by 380, light, without motion, so that equal figures give equal bytes.

import * as echarts from "echarts";

const WIDTH = 700;
const HEIGHT = 380;
const INK = "#24292f";
const FAINT = "#d0d7de";

export const COLORS = ["#0b6bcb", "#d9720b", "#a3248f", "#2f8f4e", "#6b7280"];

/** An axis of numbers; its name has the unit. */
export function axis(name, more = {}) {
  return {
    type: "value",
    name,
    nameLocation: "middle",
    nameGap: 34,
    nameTextStyle: { color: INK, fontSize: 13 },
    axisLabel: { color: INK, fontSize: 12, formatter: short },
    axisLine: { show: true, lineStyle: { color: INK } },
    splitLine: { lineStyle: { color: FAINT } },
    ...more,
  };
}

/** The same for powers of ten. */
export function logAxis(name, more = {}) {
  return axis(name, { type: "log", ...more });
}

/** The vertical axis, whose name needs more room. */
export function upright(axisOptions) {
  return { ...axisOptions, nameGap: 52 };
}

export function categories(name, data) {
  return { ...axis(name), type: "category", data, axisLabel: { color: INK, fontSize: 12, interval: 0 }, splitLine: { show: false } };
}

export function line(name, data, more = {}) {
  return { type: "line", name, data, symbol: "circle", symbolSize: 7, lineStyle: { width: 2 }, ...more };
}

/** Bars with their values above them. */
export function bars(name, data, more = {}) {
  return { type: "bar", name, data, barMaxWidth: 54, label: { show: true, position: "top", fontSize: 11, color: INK,
    formatter: ({ value }) => (value == null ? "" : short(value)) }, ...more };
}

/** A horizontal line at a value that has to be kept. */
export function bound(value) {
  return { silent: true, symbol: "none", data: [{ yAxis: value }], lineStyle: { color: INK, type: "dashed", width: 1 },
    label: { show: false } };
}

/** 1234567 as 1.23M. */
export function short(value) {
  const [unit, divisor] = Math.abs(value) >= 999_500 ? ["M", 1e6] : Math.abs(value) >= 1_000 ? ["k", 1e3] : ["", 1];
  return `${Number((value / divisor).toPrecision(3))}${unit}`;
}

/** The whole picture as text. */
export function render(title, subtitle, option) {
  const chart = echarts.init(null, null, { renderer: "svg", ssr: true, width: WIDTH, height: HEIGHT });
  chart.setOption({
    animation: false,
    backgroundColor: "#fafbfc",
    color: COLORS,
    textStyle: { fontFamily: "system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif", color: INK },
    title: { text: title, subtext: subtitle, left: 16, top: 10, textStyle: { fontSize: 15, color: INK },
      subtextStyle: { fontSize: 12, color: "#57606a" } },
    legend: { bottom: 6, itemGap: 28, itemWidth: 18, itemHeight: 10, textStyle: { fontSize: 12, color: INK } },
    grid: { left: 76, right: 28, top: 72, bottom: 84 },
    ...option,
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg.endsWith("\n") ? svg : svg + "\n";
}

/** In place of a plot whose results are not there. */
export function nothing(title) {
  return render(title, "not measured in the last run", { legend: { show: false } });
}
