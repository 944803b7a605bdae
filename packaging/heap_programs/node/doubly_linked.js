'use strict';
// A doubly linked list of open documents; closing one forgets to take it out.
class DocNode { constructor(d) { this.doc = d; this.prev = null; this.next = null; } }
class OpenDocuments { constructor() { this.first = null; this.last = null; } add(d) { const n = new DocNode(d); n.prev = this.last; if (this.last) this.last.next = n; else this.first = n; this.last = n; return n; } remove(n) { if (n.prev) n.prev.next = n.next; else this.first = n.next; if (n.next) n.next.prev = n.prev; else this.last = n.prev; } }
class Doc { constructor(i) { this.i = i; this.text = 'document ' + i; this.marks = [{ a: i }, { b: i }]; } }
module.exports = (leak) => { const list = globalThis.openDocuments = new OpenDocuments(); let i = 0, open = []; for (let k = 0; k < 5; k++) list.add(new Doc(i++));
  return { n: 300, act(n) { for (let k = 0; k < n; k++) open.push(list.add(new Doc(i++))); }, revert() { if (!leak) for (const n of open) list.remove(n); open = []; } }; };
