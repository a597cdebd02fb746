// The trend of an indicator, drawn from the table beside it: one source for eyes and for readers. Target
// dashed, pace dotted, the last point hollow because it is provisional.
import { LineChart } from "echarts/charts";
import { AriaComponent, GridComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

use([LineChart, AriaComponent, GridComponent, TooltipComponent, SVGRenderer]);

const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const number = (text) => (text === "" || text === undefined ? null : Number(text));

function read(table) {
  return [...table.tBodies[0].rows].map((row) => ({
    label: row.dataset.label,
    name: row.dataset.name,
    value: number(row.dataset.value),
    pace: number(row.dataset.pace),
    words: row.dataset.words,
    isProvisional: row.hasAttribute("data-provisional"),
  }));
}

function options(figure, rows) {
  const [ink, quiet, sea, surface, control] = ["--ts-ink", "--ts-ink-2", "--ts-sea", "--ts-surface", "--ts-control"].map(token);
  const target = number(figure.dataset.target);
  const fontFamily = getComputedStyle(document.body).fontFamily; // "inherit" cannot be measured, and labels would be cut
  const text = { color: quiet, fontFamily, fontSize: 16 };
  const line = { type: "line", symbol: "none", silent: true, data: [] };
  const solid = rows.map((row) => (row.isProvisional ? null : row.value));
  const last = rows.length - 1;
  const tail = rows.map((row, i) => (i >= last - 1 && rows[last].isProvisional ? row.value : null));
  return {
    animation: false,
    textStyle: { fontFamily },
    grid: { left: 12, right: 16, top: 28, bottom: 8, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    aria: { enabled: true, label: { description: figure.dataset.words } },
    tooltip: {
      trigger: "axis",
      renderMode: "richText",
      backgroundColor: surface,
      borderColor: control,
      textStyle: { color: ink, fontSize: 16 },
      formatter: (points) => `${rows[points[0].dataIndex].name}: ${rows[points[0].dataIndex].words}`,
    },
    xAxis: { type: "category", data: rows.map((row) => row.label), axisLabel: { ...text, hideOverlap: true }, axisLine: { lineStyle: { color: control } }, axisTick: { show: false } },
    yAxis: { type: "value", axisLabel: { ...text, formatter: (value) => value.toLocaleString("vi-VN") }, splitLine: { lineStyle: { color: token("--ts-line") } }, splitNumber: 3 },
    series: [
      { ...line, name: "target", data: target === null ? [] : rows.map(() => target), lineStyle: { color: ink, width: 2, type: [6, 5] } },
      { ...line, name: "pace", data: rows.map((row) => row.pace), lineStyle: { color: control, width: 2, type: [2, 4] } },
      { type: "line", name: "value", data: solid, symbol: "circle", symbolSize: 7, lineStyle: { color: sea, width: 3 }, itemStyle: { color: sea } },
      { type: "line", name: "provisional", data: tail, symbol: "circle", symbolSize: (_, p) => (p.dataIndex === last ? 10 : 0), lineStyle: { color: sea, width: 3, type: [4, 4] }, itemStyle: { color: surface, borderColor: sea, borderWidth: 3 } },
    ],
  };
}

function draw(figure) {
  const table = document.getElementById(figure.dataset.trend);
  if (!table) return;
  const rows = read(table);
  if (rows.every((row) => row.value === null)) return;
  figure.hidden = false;
  const chart = init(figure, null, { renderer: "svg" });
  chart.setOption(options(figure, rows));
  new ResizeObserver(() => chart.resize()).observe(figure);
}

// Labels are measured in the face they are drawn in.
const drawAll = () => document.querySelectorAll("[data-trend]").forEach(draw);
if (document.fonts && document.fonts.ready) document.fonts.ready.then(drawAll);
else drawAll();
