// expect: Lru.index
class Entry { constructor(k) { this.key = k; this.value = { n: k + 0.5, s: 's' + k }; this.prev = this.next = null; } }
class Lru { constructor(max) { this.max = max; this.size = 0; this.head = this.tail = null; this.index = new Map(); } put(k, leak) { const e = new Entry(k); this.index.set(k, e); e.next = this.head; if (this.head) this.head.prev = e; this.head = e; this.tail ||= e; if (++this.size > this.max) { const t = this.tail; this.tail = t.prev; this.tail.next = null; t.prev = null; this.size--; if (!leak) this.index.delete(t.key); } } }
module.exports = (leak) => { const lru = globalThis.lru = new Lru(30); let i = 0;
  return { n: 400, warm: 60, act(n) { for (let k = 0; k < n; k++) lru.put(i++, leak); }, revert() {} }; };
