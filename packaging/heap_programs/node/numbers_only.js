'use strict';
// Latencies pushed into one array of numbers: no object is new, one becomes ever larger.
class Latencies { constructor() { this.samples = []; } }
module.exports = (leak) => { const l = globalThis.latencies = new Latencies(); let i = 0;
  return { n: 30000, warm: 200, act(n) { for (let k = 0; k < n; k++) { l.samples.push(i++ + 0.5); if (!leak && l.samples.length > 256) l.samples = []; } }, revert() {} }; };
