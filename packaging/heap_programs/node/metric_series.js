// expect: Metrics.series, Series.points
class Series { constructor() { this.points = []; this.at = 0; } add(v, leak) { if (leak) this.points.push(v); else this.points[this.at++ % 64] = v; } }
class Metrics { constructor() { this.series = new Map(); for (let i = 0; i < 40; i++) this.series.set('m' + i, new Series()); } }
module.exports = (leak) => { const m = globalThis.metrics = new Metrics();
  return { n: 3000, warm: 100, act(n) { for (let k = 0; k < n; k++) for (const s of m.series.values()) s.add(k + 0.5, leak); }, revert() {} }; };
