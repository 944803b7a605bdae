'use strict';
// Readers that wait for a next item for ever.
class Item { constructor(i) { this.i = i; this.body = 'item ' + i; } }
class Feed { constructor() { this.waiting = []; } next() { return new Promise((resolve) => this.waiting.push(resolve)); } }
async function follow(feed, item) { for (;;) { const got = await feed.next(); if (!got) return item.body; item.last = got; } }
module.exports = (leak) => { const feed = globalThis.feed = new Feed(); let i = 0;
  return { n: 250, act(n) { for (let k = 0; k < n; k++) follow(feed, new Item(i++)); }, async revert() { if (!leak) { for (const r of feed.waiting) r(null); feed.waiting = []; } } }; };
