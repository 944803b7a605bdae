// expect: BehaviorSubject.observers, BehaviorSubject.currentObservers, Subject.observers, PriceFeed.ticks
const { BehaviorSubject, map, filter } = require('rxjs');
class PriceFeed { constructor() { this.ticks = new BehaviorSubject(0); } }
class Widget { constructor(feed, i) { this.rows = [{ i: i + 0.5 }, { i }]; this.sub = feed.ticks.pipe(filter((x) => x > 0), map((x) => x * 2)).subscribe((v) => { this.last = v; }); } destroy(leak) { if (!leak) this.sub.unsubscribe(); } }
module.exports = (leak) => { const feed = globalThis.feed = new PriceFeed(); let open = [];
  return { n: 200, warm: 20, act(n) { for (let k = 0; k < n; k++) open.push(new Widget(feed, k)); feed.ticks.next(1); }, revert() { for (const w of open) w.destroy(leak); open = []; } }; };
