'use strict';
// A FinalizationRegistry that holds a record per object, whose objects are kept by the records.
class Handle { constructor(i) { this.i = i; this.buffer = new Float64Array(16); } }
class HandleTable { constructor() { this.registry = new FinalizationRegistry(() => {}); } open(h, leak) { this.registry.register(h, leak ? { handle: h, label: 'handle ' + h.i } : { label: 'handle ' + h.i }); } }
module.exports = (leak) => { const table = globalThis.handleTable = new HandleTable(); let i = 0;
  return { n: 300, act(n) { for (let k = 0; k < n; k++) table.open(new Handle(i++), leak); }, revert() {} }; };
