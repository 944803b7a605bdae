// expect: Dedupe.seen
class Dedupe { constructor() { this.seen = new Set(); } }
module.exports = (leak) => { const d = globalThis.dedupe = new Dedupe(); let i = 1n << 70n;
  return { n: 1200, warm: 60, act(n) { for (let k = 0; k < n; k++) d.seen.add(i++); }, revert() { if (!leak) d.seen.clear(); } }; };
