'use strict';
// Contexts by async id, set on init and never deleted on destroy.
const { AsyncResource } = require('async_hooks');
class Trace { constructor(id) { this.id = id; this.spans = [{ name: 'root', start: id + 0.5 }]; this.tags = { a: 1, b: 't' + id }; } }
const traces = new Map();
module.exports = (leak) => { globalThis.traceOf = (id) => traces.get(id); 
  return { n: 350, act(n) { for (let k = 0; k < n; k++) { const r = new AsyncResource('JOB', { requireManualDestroy: true }); const id = r.asyncId(); traces.set(id, new Trace(id)); r.runInAsyncScope(() => {}); r.emitDestroy(); if (!leak) traces.delete(id); } }, revert() {} }; };
