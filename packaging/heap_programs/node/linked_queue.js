'use strict';
// A singly linked queue whose head is never moved on.
class QueueNode { constructor(v) { this.value = v; this.next = null; } }
class WorkQueue { constructor() { this.head = this.tail = new QueueNode(null); } push(v) { this.tail = this.tail.next = new QueueNode(v); } done() { this.head = this.tail; } }
class Work { constructor(i) { this.i = i; this.args = ['a' + i, i + 0.5]; this.meta = { tries: 0, at: i }; } }
module.exports = (leak) => { const q = globalThis.workQueue = new WorkQueue(); let i = 0;
  return { n: 500, act(n) { for (let k = 0; k < n; k++) { q.push(new Work(i++)); if (!leak) q.done(); } }, revert() {} }; };
