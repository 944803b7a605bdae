import { useEffect, useRef } from "react";
import { Chart, registerables } from "chart.js";
import { month } from "../lib/dates";

Chart.register(...registerables);

export function SalesReport() {
  const canvas = useRef(null);
  useEffect(() => {
    const labels = [0, 1, 2, 3].map((back) => month(back));
    const chart = new Chart(canvas.current, {
      type: "bar",
      data: { labels, datasets: [{ label: "Sold", data: [12, 31, 18, 7] }] },
    });
    return () => chart.destroy();
  }, []);
  return <canvas ref={canvas} />;
}
