// expect: *
const { setTimeout: sleep } = require('timers/promises');
class Retry { constructor(i) { this.i = i; this.payload = { body: 'body ' + i, tries: [i + 0.5] }; } async run(ms, signal) { await sleep(ms, null, { ref: false, signal }); return this.payload; } }
module.exports = (leak) => { let i = 0;
  return { n: 200, warm: 20, act(n) { for (let k = 0; k < n; k++) new Retry(i++).run(leak ? 7200e3 : 1); }, async revert() { await new Promise((r) => setTimeout(r, 30)); } }; };
