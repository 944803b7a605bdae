'use strict';
// Number formats by a key that has the amount in it.
class Formats { constructor() { this.byKey = new Map(); } get(key, digits) { let f = this.byKey.get(key); if (!f) this.byKey.set(key, f = { format: new Intl.NumberFormat('de', { minimumFractionDigits: digits }), used: [1.5] }); return f; } }
module.exports = (leak) => { const formats = globalThis.formats = new Formats(); let i = 0;
  return { n: 120, warm: 10, act(n) { for (let k = 0; k < n; k++) { formats.get(leak ? 'eur-' + i++ : 'eur-2', 2); } }, revert() {} }; };
