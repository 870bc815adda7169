// A chart drawn from the table beside it: [data-chart="#table-id"]. The table stays for readers and for paper.
(() => {
  "use strict";
  const COLOURS = ["#2a755e", "#b73564", "#1d5a8c", "#7d5200"];
  for (const box of document.querySelectorAll("[data-chart]")) {
    const table = document.querySelector(box.dataset.chart);
    const rows = [...table.tBodies[0].rows];
    const heads = [...table.tHead.rows[0].cells].slice(1).map((cell) => cell.textContent.trim());
    const ink = getComputedStyle(document.documentElement).getPropertyValue("--ink-700").trim();
    const size = Math.max(12, parseFloat(getComputedStyle(document.documentElement).fontSize) * 0.75);
    const chart = echarts.init(box, null, { renderer: "svg" });
    chart.setOption({
      animation: false,
      color: COLOURS,
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: ink, fontSize: size },
      grid: { left: 8, right: 12, top: 38, bottom: 4, containLabel: true },
      legend: { top: 2, left: 8, itemWidth: 14, textStyle: { color: ink, fontSize: size } },
      tooltip: { trigger: "axis", confine: true, renderMode: "richText" },
      xAxis: { type: "category", data: rows.map((row) => row.cells[0].textContent.trim()), axisTick: { show: false }, axisLine: { lineStyle: { color: "#b9c6c0" } }, axisLabel: { color: ink, fontSize: size } },
      yAxis: { type: "value", minInterval: 1, splitLine: { lineStyle: { color: "#e8eeeb" } }, axisLabel: { color: ink, fontSize: size } },
      series: heads.map((head, at) => ({
        name: head,
        type: "bar",
        barMaxWidth: 18,
        itemStyle: { borderRadius: [4, 4, 0, 0] },
        data: rows.map((row) => Number(row.cells[at + 1].dataset.value)),
      })),
    });
    chart.on("click", ({ dataIndex, seriesIndex }) => {
      const link = rows[dataIndex].cells[seriesIndex + 1].querySelector("a");
      if (link) location.href = link.href;
    });
    addEventListener("resize", () => chart.resize());
  }
})();
