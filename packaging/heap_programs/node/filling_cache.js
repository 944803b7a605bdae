'use strict';
// A cache with a limit that is reached only after some rounds; or with none.
class Quote { constructor(i) { this.key = 'quote:' + i; this.lines = [{ net: i + 0.5 }, { net: i + 0.25 }]; } }
class QuoteCache { constructor(max) { this.max = max; this.byKey = new Map(); } put(q) { this.byKey.set(q.key, q); if (this.byKey.size > this.max) this.byKey.delete(this.byKey.keys().next().value); } }
module.exports = (leak) => { const cache = globalThis.quoteCache = new QuoteCache(leak ? Infinity : 700); let i = 0;
  return { n: 300, warm: 20, act(n) { for (let k = 0; k < n; k++) cache.put(new Quote(i++)); }, revert() {} }; };
