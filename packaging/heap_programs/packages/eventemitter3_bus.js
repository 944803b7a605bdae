// expect: EventEmitter._events, DomainBus._events, Bus._events
const EventEmitter = require('eventemitter3');
class DomainBus extends EventEmitter {}
class Projection { constructor(bus, i) { this.rows = new Map([['k' + i, i + 0.5]]); this.h = (e) => this.rows.set(e, 1); bus.on('order', this.h, this); } close(bus) { bus.off('order', this.h, this); } }
module.exports = (leak) => { const bus = globalThis.bus = new DomainBus(); let open = [];
  return { n: 150, warm: 15, act(n) { for (let k = 0; k < n; k++) open.push(new Projection(bus, k)); }, revert() { if (!leak) for (const p of open) p.close(bus); open = []; } }; };
