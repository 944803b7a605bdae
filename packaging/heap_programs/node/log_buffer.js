'use strict';
// A logger that joins its lines and never flushes them.
const lines = [];
function log(i, leak) { lines.push(`2026-01-01 INFO request ${i} took ${i % 70} ms ` + 'x'.repeat(40 + (i % 5))); if (!leak && lines.length >= 25) lines.length = 0; }
module.exports = (leak) => { let i = 0; globalThis.logLine = () => lines.length;
  return { n: 900, warm: 50, act(n) { for (let k = 0; k < n; k++) log(i++, leak); }, revert() {} }; };
