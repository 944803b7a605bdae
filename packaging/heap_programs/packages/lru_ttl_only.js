// expect: LRUCache.*, Prices.cache
const { LRUCache } = require('lru-cache');
class Price { constructor(i) { this.sku = 'sku-' + i; this.net = i + 0.5; this.history = [i, i + 1.5]; } }
class Prices { constructor(o) { this.cache = new LRUCache(o); } }
module.exports = (leak) => { process.removeAllListeners('warning'); const p = globalThis.prices = new Prices(leak ? { ttl: 3600e3, ttlAutopurge: false } : { max: 100 }); let i = 0;
  return { n: 500, warm: 120, act(n) { for (let k = 0; k < n; k++) p.cache.set('k' + i, new Price(i++)); }, revert() {} }; };
