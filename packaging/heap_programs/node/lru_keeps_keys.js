'use strict';
// An LRU cache that evicts from its map, but not from the list of its order.
class Rendered { constructor(i) { this.key = 'page-' + i; this.html = '<p>' + i + '</p>'.repeat(6); this.assets = [{ css: i }, { js: i }]; } }
class RenderCache { constructor(max) { this.map = new Map(); this.order = []; this.max = max; }
  put(v, leak) { this.map.set(v.key, v); this.order.push(v); if (this.order.length > this.max) { const old = leak ? this.order[this.order.length - this.max - 1] : this.order.shift(); this.map.delete(old.key); } } }
module.exports = (leak) => { const cache = globalThis.renderCache = new RenderCache(24); let i = 0;
  return { n: 500, warm: 30, act(n) { for (let k = 0; k < n; k++) cache.put(new Rendered(i++), leak); }, revert() {} }; };
