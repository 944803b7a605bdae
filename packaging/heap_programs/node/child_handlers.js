'use strict';
// Handlers on `process`, one for each job.
class Job { constructor(i) { this.i = i; this.env = { a: 'a' + i, list: [i, i + 0.5] }; } }
module.exports = (leak) => { let i = 0, on = []; process.setMaxListeners(0);
  return { n: 300, act(n) { for (let k = 0; k < n; k++) { const job = new Job(i++); const f = () => job.env; process.on('message', f); on.push(f); } }, revert() { if (!leak) for (const f of on) process.off('message', f); on = []; } }; };
