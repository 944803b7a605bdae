'use strict';
// So many megabytes of live data of many kinds, and work on it that is no leak: full caches whose
// entries are replaced, queues that turn over, maps that grow and shrink, code that gets compiled.
class Account { constructor(i) { this.id = i; this.name = 'account ' + i; this.tags = ['a' + (i % 97), 'b']; this.limits = { day: i, month: i * 30 }; } }
class Page { constructor(i) { this.url = '/page/' + i; this.body = 'text '.repeat(20) + i; this.links = [i, i + 1, i + 2.5]; } }
class Ring { constructor(size) { this.slots = new Array(size).fill(null); this.at = 0; } push(x) { this.slots[this.at++ % this.slots.length] = x; } }
class Lru { constructor(max) { this.max = max; this.map = new Map(); } put(k, v) { this.map.delete(k); this.map.set(k, v); if (this.map.size > this.max) this.map.delete(this.map.keys().next().value); } }

module.exports = (megabytes) => {
  const accounts = new Map();
  const pages = [];
  const each = 700;
  for (let i = 0; i < (megabytes * 1e6) / each; i++) {
    if (i % 2) accounts.set('acc:' + i, new Account(i)); else pages.push(new Page(i));
  }
  const state = { accounts, pages, recent: new Ring(5000), cache: new Lru(8000), jobs: [], seen: new Set() };
  globalThis.ballast = state;
  let i = 0;
  const functions = [];
  const work = (count) => {
    for (let k = 0; k < count * 60; k++) {
      i++;
      state.cache.put('q' + (i % 50000), new Page(i));
      state.recent.push({ at: i + 0.5, what: 'visit ' + i });
      state.jobs.push(new Account(i));
      if (state.jobs.length > 500) state.jobs.shift();
      if (i % 3 === 0) state.seen.add(i % 4000);
      if (i % 5 === 0) accounts.get('acc:' + (1 + 2 * (i % 20000)))?.tags.reverse();
    }
    for (let k = 0; k < 20; k++) {
      const f = new Function('x', `let s = ${k}; for (let i = 0; i < 50; i++) s += x * i; return s;`);
      functions[k] = f;
      f(k);
    }
  };
  work(400);
  return { work };
};
